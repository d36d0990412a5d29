//! Pages as the server draws them.

use crate::test_app::TestApp;
use futures::future::join_all;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_drawn_however_many_ask_for_them_at_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let prompt = ada.browser.ask("echo", "Hello").await;
    ada.browser.whole(prompt.answer).await;
    let chat = format!("/c/{}", prompt.chat);
    for (path, expected) in [(chat.as_str(), "You asked: Hello"), ("/usage", "echo")] {
        for _ in 0..10 {
            let pages = join_all((0..12).map(|_| ada.browser.page(path))).await;
            for page in pages {
                assert_eq!(page.status, 200, "{page:?}");
                assert!(page.body.contains(expected), "{page:?}");
            }
        }
    }
}
