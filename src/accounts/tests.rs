use super::*;
use crate::testing::house;

fn ada() -> NewPerson {
    NewPerson {
        email: "first@example.org".into(),
        name: "First".into(),
        password: "four plain words here".into(),
    }
}

async fn empty() -> (tempfile::TempDir, Accounts, Clock) {
    let dir = tempfile::TempDir::new().unwrap();
    let store = crate::store::open(&format!("sqlite:{}", dir.path().join("t.db").display()))
        .await
        .unwrap();
    let clock = Clock::fixed(crate::types::Timestamp(1_800_000_000_000_000));
    (dir, Accounts::new(store, clock.clone()), clock)
}

#[tokio::test]
async fn the_set_up_link_makes_one_admin_and_then_nobody() {
    let (_dir, accounts, _) = empty().await;
    let secret = accounts.setup_secret().await.unwrap().unwrap();
    let admin = accounts.redeem(&secret, ada()).await.unwrap();
    assert_eq!(admin.role, Role::Admin);
    let again = accounts.redeem(&secret, ada()).await.unwrap_err();
    assert_eq!(again.code(), "link_spent");
    assert_eq!(accounts.setup_secret().await.unwrap(), None);
}

#[tokio::test]
async fn a_newer_set_up_link_replaces_the_older() {
    let (_dir, accounts, _) = empty().await;
    let old = accounts.setup_secret().await.unwrap().unwrap();
    accounts.setup_secret().await.unwrap().unwrap();
    assert_eq!(
        accounts
            .open_invite(&old)
            .await
            .err()
            .map(|error| error.code()),
        Some("link_spent")
    );
}

#[tokio::test]
async fn a_link_expires_and_bad_data_does_not_use_it_up() {
    let (_dir, accounts, clock) = empty().await;
    let secret = accounts.setup_secret().await.unwrap().unwrap();
    let weak = NewPerson {
        password: "short".into(),
        ..ada()
    };
    assert_eq!(
        accounts.redeem(&secret, weak).await.unwrap_err().code(),
        "invalid_request"
    );
    clock.advance_seconds(SETUP_SECONDS + 1);
    assert_eq!(
        accounts.redeem(&secret, ada()).await.unwrap_err().code(),
        "link_spent"
    );
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let (_dir, accounts, _) = empty().await;
    let secret = accounts.setup_secret().await.unwrap().unwrap();
    let account = accounts.redeem(&secret, ada()).await.unwrap();
    let caller = accounts.caller(account.id, account.epoch).await.unwrap();
    let wrong = accounts
        .change_password(&caller, "not it at all", "another good one")
        .await;
    assert_eq!(wrong.unwrap_err().code(), "invalid_request");
    let epoch = accounts
        .change_password(&caller, "four plain words here", "another good one")
        .await
        .unwrap();
    assert!(accounts.caller(account.id, epoch).await.is_ok());
    let old = accounts.caller(account.id, account.epoch).await;
    assert_eq!(old.err().map(|error| error.code()), Some("unauthenticated"));
    let old = accounts
        .sign_in("first@example.org", "four plain words here")
        .await;
    assert_eq!(old.unwrap_err().code(), "wrong_password");
    assert!(
        accounts
            .sign_in(" FIRST@example.org", "another good one")
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_suspended_person_is_out_and_the_last_admin_stays() {
    let (_dir, accounts, _) = empty().await;
    let secret = accounts.setup_secret().await.unwrap().unwrap();
    let first = accounts.redeem(&secret, ada()).await.unwrap();
    let admin = accounts
        .caller(first.id, first.epoch)
        .await
        .unwrap()
        .into_admin()
        .unwrap();
    let secret = accounts.invite(&admin, Role::Person, None).await.unwrap();
    let second = NewPerson {
        email: "second@example.org".into(),
        ..ada()
    };
    let second = accounts.redeem(&secret, second).await.unwrap();
    accounts
        .set_status(&admin, second.id, Status::Suspended)
        .await
        .unwrap();
    let out = accounts.caller(second.id, second.epoch).await;
    assert_eq!(out.err().map(|error| error.code()), Some("suspended"));
    let out = accounts
        .sign_in("second@example.org", "four plain words here")
        .await;
    assert_eq!(out.unwrap_err().code(), "suspended");
    let own = accounts
        .set_status(&admin, admin.id(), Status::Suspended)
        .await;
    assert_eq!(own.unwrap_err().code(), "invalid_request");
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_read_the_same() {
    let house = house().await;
    let accounts = &house.tollgate.accounts;
    let unknown = accounts
        .sign_in("nobody@example.org", "whatever it is")
        .await
        .unwrap_err();
    assert_eq!(unknown.to_string(), "E-mail or password is wrong.");
    let nonsense = accounts
        .sign_in("not an address", "whatever it is")
        .await
        .unwrap_err();
    assert_eq!(nonsense.to_string(), unknown.to_string());
}

#[tokio::test]
async fn only_who_knows_the_password_is_told_of_a_suspension() {
    let (_dir, accounts, _) = empty().await;
    let made = accounts.create_admin("root@example.org", "Root", "four plain words here");
    let root = made.await.unwrap();
    let root = accounts.caller(root.id, root.epoch).await.unwrap();
    let root = root.into_admin().unwrap();
    let secret = accounts.invite(&root, Role::Admin, None).await.unwrap();
    let first = accounts.redeem(&secret, ada()).await.unwrap();
    let admin = accounts.caller(first.id, first.epoch).await.unwrap();
    let admin = admin.into_admin().unwrap();
    let theirs = accounts.invite(&admin, Role::Admin, None).await.unwrap();
    let suspended = accounts
        .set_status(&root, first.id, Status::Suspended)
        .await;
    suspended.unwrap();

    let told = accounts
        .sign_in("first@example.org", "four plain words here")
        .await;
    assert_eq!(told.unwrap_err().code(), "suspended");
    let not_told = accounts
        .sign_in("first@example.org", "four other words")
        .await;
    assert_eq!(not_told.unwrap_err().code(), "wrong_password");
    // Nor is there a way back in through a link of one's own.
    let link = accounts.open_invite(&theirs).await;
    assert_eq!(link.unwrap_err().code(), "link_spent");

    let opened = accounts.set_status(&root, first.id, Status::Active).await;
    opened.unwrap();
    let session = accounts.caller(first.id, first.epoch).await;
    assert_eq!(session.unwrap_err().code(), "unauthenticated");
}

#[tokio::test]
async fn an_old_hash_is_made_anew_at_sign_in_and_ends_no_session() {
    let (_dir, accounts, clock) = empty().await;
    let password = "four plain words here";
    let old = passwords::weak_hash(password);
    let new = NewAccount {
        id: AccountId::new(),
        email: Email::parse("first@example.org").unwrap(),
        name: "First".into(),
        role: Role::Person,
        password_hash: old.clone(),
        created_at: clock.now(),
    };
    let id = new.id;
    assert!(accounts.store.create_account(new).await.unwrap());
    let wrong = accounts
        .sign_in("first@example.org", "four other words")
        .await;
    assert_eq!(wrong.unwrap_err().code(), "wrong_password");
    let kept = accounts.store.credentials_of(id).await.unwrap().unwrap();
    assert_eq!(kept.password_hash, old);

    let entry = accounts.sign_in("first@example.org", password).await;
    let Entry::In(account) = entry.unwrap() else {
        panic!("no code was asked for");
    };
    let kept = accounts.store.credentials_of(id).await.unwrap().unwrap();
    assert!(kept.password_hash.contains("$m=19456,t=2,p=1$"));
    assert_eq!(kept.account.epoch, account.epoch);
    assert!(
        accounts
            .sign_in("first@example.org", password)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn one_person_takes_one_place_among_the_hashes() {
    let (_dir, accounts, _) = empty().await;
    let secret = accounts.setup_secret().await.unwrap().unwrap();
    let account = accounts.redeem(&secret, ada()).await.unwrap();
    let caller = accounts.caller(account.id, account.epoch).await.unwrap();
    let change = || accounts.change_password(&caller, "not it at all", "another good one");
    let (first, second) = tokio::join!(change(), change());
    assert_eq!(first.unwrap_err().code(), "invalid_request");
    assert!(matches!(second, Err(Error::Busy { .. })), "{second:?}");
    // And the next has its turn.
    assert_eq!(change().await.unwrap_err().code(), "invalid_request");
}

#[tokio::test]
async fn an_invitation_for_an_address_opens_for_no_other() {
    let (_dir, accounts, _) = empty().await;
    let made = accounts.create_admin("root@example.org", "Root", "four plain words here");
    let root = made.await.unwrap();
    let root = accounts.caller(root.id, root.epoch).await.unwrap();
    let root = root.into_admin().unwrap();
    let invited = Some(" FIRST@example.org".to_owned());
    let link = accounts.invite(&root, Role::Person, invited).await.unwrap();
    let somebody = NewPerson {
        email: "other@example.org".into(),
        ..ada()
    };
    let refused = accounts.redeem(&link, somebody).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "This invitation is for first@example.org only."
    );
    // It is still good for whom it is meant.
    assert!(accounts.redeem(&link, ada()).await.is_ok());
}

#[tokio::test]
async fn where_somebody_is_signed_in_is_listed_and_ended_by_its_handle() {
    let (_dir, accounts, clock) = empty().await;
    let made = accounts.create_admin("first@example.org", "First", "four plain words here");
    let account = made.await.unwrap();
    let caller = accounts.caller(account.id, 0).await.unwrap();
    let data = r#"{"device":"Firefox on Linux","used":1800000060}"#;
    for (id, data) in [(1, data), (2, "{}")] {
        let record = crate::store::SessionRecord {
            id_hash: session_hash(id),
            account: Some(account.id),
            data: data.into(),
            created_at: clock.now().plus_seconds(id.try_into().unwrap()),
            expires_at: clock.now().plus_seconds(600),
        };
        assert!(accounts.store.create_session(&record).await.unwrap());
    }
    let current = session_hash(2);
    let listed = accounts.sessions(&caller, &current).await.unwrap();
    let [second, first] = &listed[..] else {
        panic!("{listed:?}");
    };
    assert!(second.current && second.device.is_empty());
    assert_eq!(second.used_at, second.created_at);
    assert_eq!(first.device, "Firefox on Linux");
    assert_eq!(first.used_at, clock.now().plus_seconds(60));
    for unknown in ["", "x", &"ä".repeat(32), &"0".repeat(64)] {
        let ended = accounts.end_session(&caller, unknown).await;
        assert_eq!(ended.unwrap_err().code(), "not_found", "{unknown}");
    }
    accounts.end_session(&caller, &first.handle).await.unwrap();
    assert_eq!(
        accounts
            .end_other_sessions(&caller, &current)
            .await
            .unwrap(),
        0
    );
}
