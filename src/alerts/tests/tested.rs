//! Tests that somebody asks for on their page.

use super::receiver::{Receiver, Reply};
use super::smtp::SmtpServer;
use super::{NOW, config, house, signature};
use crate::types::Tested;

fn by(by_email: bool, trouble: Option<&str>) -> Tested {
    Tested {
        by_email,
        trouble: trouble.map(str::to_owned),
    }
}

#[tokio::test]
async fn a_test_goes_by_every_way_that_is_wanted_and_says_what_came_back() {
    let (house, server) = (house().await, SmtpServer::start(&[]).await);
    let receiver =
        Receiver::start(vec![Reply::Head("204 No Content"), Reply::Head("500 Oh")]).await;
    let secret = house.listen(&receiver.url()).await;
    let courier = house.courier(&config(Some(&server), true));
    let caller = house.caller().await;
    let tested = courier.test(&caller).await.unwrap();
    assert_eq!(tested, [by(true, None), by(false, None)]);

    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].text.contains("this is a test"),
        "{}",
        mails[0].text
    );
    let post = &receiver.posts()[0];
    assert!(post.body.contains(r#""type":"test""#), "{}", post.body);
    let id = &post.headers["webhook-id"];
    let signed = signature::sign(&secret.into(), id, NOW.as_seconds(), &post.body);
    assert_eq!(Some(&post.headers["webhook-signature"]), signed.as_ref());

    let tested = courier.test(&caller).await.unwrap();
    assert_eq!(tested[1], by(false, Some("it answered 500")));
    // It is no alert: nothing waits to be sent again.
    assert_eq!(house.store.posted(house.account).await.unwrap(), []);
}

#[tokio::test]
async fn a_test_goes_no_further_into_the_house_than_an_alert() {
    let house = house().await;
    let receiver = Receiver::start(vec![]).await;
    house.listen(&receiver.url()).await;
    let courier = house.courier(&config(None, false));
    let tested = courier.test(&house.caller().await).await.unwrap();
    assert_eq!(tested[0], by(true, Some("there is no mail server")));
    assert!(tested[1].trouble.is_some(), "{tested:?}");
    assert!(receiver.posts().is_empty());
}
