//! The first start: a link in the log makes the first admin, who then comes and goes.

use crate::browser::Browser;
use crate::test_app::{PASSWORD, TestApp};

async fn join(browser: &Browser, secret: &str, email: &str) -> crate::browser::Reply {
    let fields = [
        ("secret", secret),
        ("email", email),
        ("name", "Ada"),
        ("password", PASSWORD),
    ];
    browser.call("redeem_link", &fields).await
}

#[tokio::test]
async fn the_set_up_link_makes_an_admin_who_signs_out_and_in_again() {
    let app = TestApp::start().await;
    let secret = app.tollgate.accounts.setup_secret().await.unwrap().unwrap();
    let browser = app.visitor();
    let page = browser.page(&format!("/join/{secret}")).await;
    assert_eq!(page.status, 200);
    assert!(!browser.is_signed_in().await);

    let joined = join(&browser, &secret, "ada@example.org").await;
    assert_eq!(joined.status, 200, "{joined:?}");
    let account = browser.call("current_account", &[]).await.json()[0].clone();
    assert_eq!(account["email"], "ada@example.org");
    assert_eq!(account["role"], "admin");

    let copy = browser.copy();
    assert!(copy.is_signed_in().await);
    assert_eq!(browser.call("sign_out", &[]).await.status, 200);
    assert_eq!(browser.cookie(), None);
    assert!(
        !copy.is_signed_in().await,
        "the session is over, not only its cookie"
    );

    let reply = browser.sign_in("Ada@example.org ", PASSWORD).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(browser.is_signed_in().await);
    assert_ne!(browser.cookie(), copy.cookie(), "each sign-in has a new id");
}

#[tokio::test]
async fn the_set_up_link_works_once() {
    let app = TestApp::start().await;
    let secret = app.tollgate.accounts.setup_secret().await.unwrap().unwrap();
    assert_eq!(
        join(&app.visitor(), &secret, "ada@example.org")
            .await
            .status,
        200
    );
    let second = app.visitor();
    let refused = join(&second, &secret, "eve@example.org").await;
    assert_eq!((refused.status, refused.code()), (410, "link_spent".into()));
    assert_eq!(second.cookie(), None);
    assert_eq!(app.tollgate.accounts.setup_secret().await.unwrap(), None);
    assert_eq!(second.page(&format!("/join/{secret}")).await.status, 410);
}

#[tokio::test]
async fn without_a_script_the_forms_lead_on() {
    let app = TestApp::start().await;
    let secret = app.tollgate.accounts.setup_secret().await.unwrap().unwrap();
    let browser = app.visitor();
    let on = format!("/join/{secret}");
    let fields = [
        ("secret", secret.as_str()),
        ("email", "ada@example.org"),
        ("name", "Ada"),
        ("password", PASSWORD),
    ];
    let joined = browser.submit("redeem_link", &fields, &on).await;
    assert_eq!((joined.status, joined.header("location")), (302, "/"));
    assert_eq!(browser.page("/").await.status, 200);
    let left = browser.submit("sign_out", &[], "/").await;
    assert_eq!((left.status, left.header("location")), (302, "/sign-in"));
    let to_door = browser.page("/settings").await;
    assert_eq!(to_door.status, 302, "{to_door:?}");
    assert_eq!(to_door.header("location"), "/sign-in?next=/settings");
}
