//! Sign-in in two steps: password, then a code that is good once.

use crate::browser::{Browser, Reply};
use crate::test_app::{PASSWORD, Person, TestApp, Wishes};
use tollgate::clock::Clock;
use tollgate::types::Timestamp;
use totp_rs::{Builder, Secret};

/// A step of an authenticator, in seconds.
const STEP: i64 = 30;

struct Phone {
    secret: String,
    clock: Clock,
}

impl Phone {
    fn code(&self) -> String {
        let secret = Secret::try_from_base32(&self.secret).unwrap();
        let totp = Builder::new().with_secret(secret).build_noncompliant();
        let now = self.clock.now().as_seconds();
        totp.generate(u64::try_from(now).unwrap()).to_string()
    }

    fn next(&self) -> String {
        self.clock.advance_seconds(STEP);
        self.code()
    }
}

async fn app() -> (TestApp, Clock) {
    let clock = Clock::fixed(Timestamp(1_800_000_000 * Timestamp::SECOND));
    let app = TestApp::with(Wishes {
        clock: clock.clone(),
        ..Wishes::default()
    })
    .await;
    (app, clock)
}

/// What stands between two marks of a page.
fn between<'a>(page: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(begin)?;
    rest.split_once(end).map(|(found, _)| found)
}

/// Switched on as a person does without a script. Gives the phone and the recovery codes.
async fn switch_on(ada: &Person, clock: &Clock) -> (Phone, Vec<String>) {
    let on = "/settings/security";
    let begun = ada.browser.submit("begin_second_factor", &[], on).await;
    assert_eq!(begun.status, 302, "{begun:?}");
    let page = ada.browser.page(on).await.body;
    assert!(page.contains("class=\"qr\""), "{page}");
    let secret = between(&page, "data-copy=\"", "\"").unwrap().to_owned();
    let phone = Phone {
        secret,
        clock: clock.clone(),
    };
    let code = phone.code();
    let sent = [("code", code.as_str())];
    let done = ada.browser.submit("confirm_second_factor", &sent, on).await;
    assert!(done.header("location").ends_with(on), "{done:?}");
    let page = ada.browser.page(on).await.body;
    let codes = between(&page, "data-copy=\"", "\"").expect(&page);
    let codes: Vec<_> = codes.split_whitespace().map(str::to_owned).collect();
    assert_eq!(codes.len(), 10, "{page}");
    // Shown once.
    let again = ada.browser.page(on).await.body;
    assert!(!again.contains(&codes[0]) && again.contains("10 recovery codes"));
    (phone, codes)
}

async fn with_password(app: &TestApp) -> Browser {
    let browser = app.visitor();
    let fields = [
        ("email", "ada@example.org"),
        ("password", PASSWORD),
        ("next", "/usage"),
    ];
    let reply = browser.submit("sign_in", &fields, "/sign-in").await;
    assert_eq!(reply.header("location"), "/sign-in/code", "{reply:?}");
    browser
}

async fn enter(browser: &Browser, code: &str) -> Reply {
    let fields = [("code", code)];
    browser.submit("enter_code", &fields, "/sign-in/code").await
}

#[tokio::test]
async fn a_password_alone_opens_nothing_once_a_second_factor_is_on() {
    let (app, clock) = app().await;
    let ada = app.person("ada").await;
    let (phone, _) = switch_on(&ada, &clock).await;

    let half = with_password(&app).await;
    assert!(!half.is_signed_in().await);
    let page = half.page("/sign-in/code").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Enter a code"), "{page:?}");
    for closed in ["/", "/usage", "/settings/security"] {
        let reply = half.page(closed).await;
        assert!(
            reply.header("location").split('?').next() == Some("/sign-in"),
            "{closed}: {reply:?}"
        );
    }
    assert_eq!(half.get("/api/export").await.status, 401);

    // Refused, it says so on the page and does not keep the code.
    let wrong = enter(&half, "000000").await;
    assert!(
        wrong.header("location").ends_with("/sign-in/code"),
        "{wrong:?}"
    );
    let page = half.page("/sign-in/code").await.body;
    assert!(
        page.contains("This code is not right") && !page.contains("000000"),
        "{page}"
    );

    let right = enter(&half, &phone.next()).await;
    assert_eq!((right.status, right.header("location")), (302, "/usage"));
    assert!(half.is_signed_in().await);
    assert_eq!(half.page("/sign-in/code").await.header("location"), "/");
}

#[tokio::test]
async fn a_code_opens_once_and_only_near_its_time() {
    let (app, clock) = app().await;
    let ada = app.person("ada").await;
    let (phone, _) = switch_on(&ada, &clock).await;
    // The code that switched it on is used up.
    let half = with_password(&app).await;
    enter(&half, &phone.code()).await;
    assert!(!half.is_signed_in().await);

    let code = phone.next();
    enter(&half, &code).await;
    assert!(half.is_signed_in().await);
    let other = with_password(&app).await;
    enter(&other, &code).await;
    assert!(!other.is_signed_in().await, "replayed");

    let late = phone.next();
    clock.advance_seconds(2 * STEP);
    enter(&other, &late).await;
    assert!(!other.is_signed_in().await, "too late");
    let late = phone.next();
    clock.advance_seconds(STEP);
    enter(&other, &format!(" {} {} ", &late[..3], &late[3..])).await;
    assert!(other.is_signed_in().await, "a step late, typed with blanks");
}

#[tokio::test]
async fn a_recovery_code_opens_once() {
    let (app, clock) = app().await;
    let ada = app.person("ada").await;
    let (_, codes) = switch_on(&ada, &clock).await;
    let half = with_password(&app).await;
    enter(&half, &codes[3].to_uppercase()).await;
    assert!(half.is_signed_in().await);
    let page = half.page("/settings/security").await.body;
    assert!(page.contains("9 recovery codes are left"), "{page}");
    let again = with_password(&app).await;
    enter(&again, &codes[3]).await;
    assert!(!again.is_signed_in().await);
    enter(&again, &codes[4]).await;
    assert!(again.is_signed_in().await);
}

#[tokio::test]
async fn new_recovery_codes_take_the_place_of_the_old_ones() {
    let (app, clock) = app().await;
    let ada = app.person("ada").await;
    let (_, old) = switch_on(&ada, &clock).await;
    let renew = |proof: &str| {
        let (browser, proof) = (ada.browser.copy(), proof.to_owned());
        async move {
            let sent = [("proof", proof.as_str())];
            let on = "/settings/security";
            browser.submit("renew_recovery_codes", &sent, on).await;
            browser.page(on).await.body
        }
    };
    let page = renew("not the password").await;
    assert!(!page.contains("shown-once"), "{page}");
    let page = renew(&old[0]).await;
    let new = between(&page, "data-copy=\"", "\"").expect(&page);
    let new: Vec<_> = new.split_whitespace().map(str::to_owned).collect();
    assert_eq!(new.len(), 10);
    assert!(new.iter().all(|code| !old.contains(code)));
    let half = with_password(&app).await;
    enter(&half, &old[1]).await;
    assert!(!half.is_signed_in().await);
    enter(&half, &new[1]).await;
    assert!(half.is_signed_in().await);
}

#[tokio::test]
async fn codes_cannot_be_guessed_in_bulk() {
    let (app, clock) = app().await;
    let ada = app.person("ada").await;
    let (phone, codes) = switch_on(&ada, &clock).await;
    let half = with_password(&app).await;
    for _ in 0..10 {
        let reply = half.call("enter_code", &[("code", "000000")]).await;
        assert_eq!(
            (reply.status, reply.json()["field"].as_str()),
            (400, Some("code"))
        );
    }
    for code in [phone.next(), codes[0].clone()] {
        let reply = half.call("enter_code", &[("code", &code)]).await;
        assert_eq!((reply.status, reply.header("retry-after")), (429, "900"));
    }
    clock.advance_seconds(15 * 60);
    // By then the password has to be shown again.
    let late = half.call("enter_code", &[("code", &phone.code())]).await;
    assert_eq!(late.status, 401, "{late:?}");
    let half = with_password(&app).await;
    enter(&half, &phone.next()).await;
    assert!(half.is_signed_in().await);
}

#[tokio::test]
async fn who_switches_it_off_knows_the_password_or_has_a_code() {
    let (app, clock) = app().await;
    let ada = app.person("ada").await;
    let off = |proof: String| {
        let browser = ada.browser.copy();
        async move {
            browser
                .call("remove_second_factor", &[("code", &proof)])
                .await
        }
    };
    let (_, codes) = switch_on(&ada, &clock).await;
    for wrong in ["", "not the password", "000000"] {
        let reply = off(wrong.into()).await;
        assert_eq!(
            (reply.status, reply.json()["field"].as_str()),
            (400, Some("code")),
            "{wrong}"
        );
    }
    assert_eq!(off(codes[0].clone()).await.status, 200);
    assert_eq!(
        app.visitor()
            .sign_in("ada@example.org", PASSWORD)
            .await
            .status,
        200
    );
    clock.advance_seconds(STEP);
    let (phone, _) = switch_on(&ada, &clock).await;
    assert_eq!(off(PASSWORD.into()).await.status, 200);
    clock.advance_seconds(STEP);
    let (_, _) = switch_on(&ada, &clock).await;
    assert_ne!(off(phone.next()).await.status, 200, "of the phone before");
}

#[tokio::test]
async fn an_admin_takes_it_off_who_has_lost_everything() {
    let (app, clock) = app().await;
    let (ada, admin) = (app.person("ada").await, app.admin().await);
    switch_on(&ada, &clock).await;
    let half = with_password(&app).await;
    let id = ada.account.id.to_string();
    let fields = [("account", id.as_str())];
    assert_eq!(
        ada.browser
            .call("reset_second_factor", &fields)
            .await
            .status,
        403
    );
    let reset = || admin.browser.call("reset_second_factor", &fields);
    assert_eq!(reset().await.status, 200);
    assert_eq!(reset().await.status, 404);
    let visitor = app.visitor();
    visitor.sign_in("ada@example.org", PASSWORD).await;
    assert!(visitor.is_signed_in().await);
    assert!(!half.is_signed_in().await);
    let log = admin.browser.page("/admin/audit").await.body;
    let said = log.matches(">Second factor reset<").count();
    assert_eq!(said, 2, "as a kind of change, and as one");
}

#[tokio::test]
async fn a_new_password_ends_a_sign_in_that_is_half_done() {
    let (app, clock) = app().await;
    let ada = app.person("ada").await;
    let (phone, _) = switch_on(&ada, &clock).await;
    let half = with_password(&app).await;
    let fields = [
        ("current", PASSWORD),
        ("password", "a wholly different one"),
    ];
    assert_eq!(
        ada.browser.call("change_password", &fields).await.status,
        200
    );
    let reply = half.call("enter_code", &[("code", &phone.next())]).await;
    assert_eq!(reply.status, 401, "{reply:?}");
    assert!(!half.is_signed_in().await);
}
