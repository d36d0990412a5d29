//! Alerts and their outbox.

use super::given::{NOW, S, later, person};
use crate::store::{Channel, Claim, Delivery, Dispatch, NewAlert, Posted, Recipient, Webhook};
use crate::types::{
    AccountId, Alert, AlertId, AlertLevel, AlertSettings, BudgetKind, NanoDollars, Status,
    Timestamp, WebhookInfo,
};
use secrecy::ExposeSecret;

const BOTH: [Channel; 2] = [Channel::Email, Channel::Webhook];
/// After so many seconds an alert is given up.
const LONGEST: i64 = 10_000;
const URL: &str = "https://hooks.example.org/tollgate";

fn warning(account: AccountId) -> NewAlert {
    NewAlert {
        id: AlertId::new(),
        account,
        budget: BudgetKind::Daily,
        level: AlertLevel::Warning,
        window_start: NOW,
        window_end: NOW.plus_seconds(86_400),
        utc_offset: -570,
        settled: NanoDollars(8_120_000_000),
        most: NanoDollars(10_000_000_000),
        raised_at: NOW,
    }
}

fn as_read(new: &NewAlert, read_at: Option<Timestamp>) -> Alert {
    Alert {
        id: new.id,
        budget: new.budget,
        level: new.level,
        window_start: new.window_start,
        window_end: new.window_end,
        utc_offset: new.utc_offset,
        settled: new.settled,
        most: new.most,
        raised_at: new.raised_at,
        read_at,
    }
}

fn webhook(url: &str) -> Webhook {
    Webhook {
        url: url.into(),
        secret: "whsec_dGhlIHNlY3JldA==".to_owned().into(),
    }
}

async fn with_webhook(store: &S) -> AccountId {
    let ada = person(store, "ada@example.org").await;
    let set = store.set_webhook(ada, Some(&webhook(URL)), NOW).await;
    set.unwrap();
    ada
}

fn by(channels: &[Channel], at: Timestamp) -> Claim {
    Claim {
        channels: channels.to_vec(),
        now: at,
        lent_until: at.plus_seconds(60),
        raised_since: at.plus_seconds(-LONGEST),
        most: 10,
    }
}

async fn claim(store: &S, at: Timestamp) -> Vec<Dispatch> {
    store.claim_dispatches(&by(&BOTH, at)).await.unwrap()
}

async fn waiting(store: &S, account: AccountId) -> Vec<Posted> {
    let mut posted = store.posted(account).await.unwrap();
    posted.retain(|row| row.sent_at.is_none() && row.gave_up_at.is_none());
    posted
}

fn failed(at: Timestamp) -> Delivery {
    Delivery::Failed {
        next_try_at: at,
        error: "it answered 503".into(),
    }
}

pub(crate) async fn an_alert_is_raised_once_in_its_window(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let first = warning(ada);
    assert!(store.raise_alert(&first).await.unwrap());
    let again = NewAlert {
        raised_at: later(9),
        ..warning(ada)
    };
    assert!(!store.raise_alert(&again).await.unwrap());
    assert_eq!(store.posted(ada).await.unwrap().len(), 1);

    let next_day = NewAlert {
        window_start: first.window_end,
        window_end: first.window_end.plus_seconds(86_400),
        raised_at: later(3),
        ..warning(ada)
    };
    let reached = NewAlert {
        level: AlertLevel::Reached,
        raised_at: later(2),
        ..warning(ada)
    };
    let monthly = NewAlert {
        budget: BudgetKind::Monthly,
        raised_at: later(1),
        ..warning(ada)
    };
    for other in [&next_day, &reached, &monthly] {
        assert!(store.raise_alert(other).await.unwrap());
    }
    let grace = person(&store, "grace@example.org").await;
    assert!(store.raise_alert(&warning(grace)).await.unwrap());

    let newest_first = [&next_day, &reached, &monthly, &first].map(|new| as_read(new, None));
    assert_eq!(store.alerts_of(ada, None, 9).await.unwrap(), newest_first);
    assert_eq!(
        store.alerts_of(ada, None, 2).await.unwrap(),
        newest_first[..2]
    );
}

pub(crate) async fn of_many_who_raise_one_alert_one_does(store: S) {
    let ada = with_webhook(&store).await;
    let raise = |_| {
        let (store, alert) = (store.clone(), warning(ada));
        tokio::spawn(async move { store.raise_alert(&alert).await.unwrap() })
    };
    let mut raised = 0;
    for task in (0..16).map(raise).collect::<Vec<_>>() {
        raised += usize::from(task.await.unwrap());
    }
    assert_eq!(raised, 1);
    assert_eq!(store.alerts_of(ada, None, 9).await.unwrap().len(), 1);
    assert_eq!(store.posted(ada).await.unwrap().len(), 2);
}

pub(crate) async fn alerts_are_read_by_their_own_account(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let hers = warning(grace);
    let (seen, unseen) = (
        warning(ada),
        NewAlert {
            level: AlertLevel::Reached,
            raised_at: later(5),
            ..warning(ada)
        },
    );
    for alert in [&hers, &seen, &unseen] {
        assert!(store.raise_alert(alert).await.unwrap());
    }
    store.read_alerts(ada, later(4), later(6)).await.unwrap();
    store.read_alerts(ada, later(4), later(7)).await.unwrap();
    assert_eq!(
        store.alerts_of(ada, None, 9).await.unwrap(),
        [as_read(&unseen, None), as_read(&seen, Some(later(6)))]
    );
    let of_grace = store.alerts_of(grace, None, 9).await.unwrap();
    assert_eq!(of_grace, [as_read(&hers, None)]);
}

pub(crate) async fn an_account_is_told_by_the_ways_that_it_wants(store: S) {
    let ada = person(&store, "ada@example.org").await;
    assert_eq!(
        store.alert_settings(ada).await.unwrap(),
        AlertSettings::default()
    );
    store.set_alert_emails(ada, false).await.unwrap();
    store.raise_alert(&warning(ada)).await.unwrap();
    assert_eq!(store.posted(ada).await.unwrap(), []);

    let set = store.set_webhook(ada, Some(&webhook(URL)), later(1)).await;
    set.unwrap();
    let wanted = AlertSettings {
        email: false,
        webhook: Some(WebhookInfo {
            url: URL.into(),
            since: later(1),
            off_since: None,
        }),
    };
    assert_eq!(store.alert_settings(ada).await.unwrap(), wanted);
    let reached = NewAlert {
        level: AlertLevel::Reached,
        ..warning(ada)
    };
    store.raise_alert(&reached).await.unwrap();
    let posted = store.posted(ada).await.unwrap();
    assert_eq!(posted.len(), 1);
    assert_eq!(posted[0].channel, Channel::Webhook);

    // Whoever wants no webhook any more gets none of what is waiting.
    store.set_webhook(ada, None, later(2)).await.unwrap();
    assert_eq!(claim(&store, later(3)).await.len(), 0);
    let settings = store.alert_settings(ada).await.unwrap();
    assert_eq!((settings.email, settings.webhook), (false, None));
}

pub(crate) async fn what_is_due_is_lent_to_one_at_a_time(store: S) {
    let ada = with_webhook(&store).await;
    let alert = warning(ada);
    store.raise_alert(&alert).await.unwrap();
    let claims = (0..8).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { claim(&store, NOW).await })
    });
    let mut lent = Vec::new();
    for task in claims.collect::<Vec<_>>() {
        lent.extend(task.await.unwrap());
    }
    assert_eq!(lent.len(), 2, "{lent:?}");
    for dispatch in &lent {
        assert_eq!(dispatch.alert, as_read(&alert, None));
        assert_eq!((dispatch.account, dispatch.tries), (ada, 1));
        match &dispatch.to {
            Recipient::Email { name, address } => {
                assert_eq!(
                    (name.as_str(), address.as_str()),
                    ("ada", "ada@example.org")
                );
            }
            Recipient::Webhook(to) => {
                let secret = to.secret.expose_secret();
                assert_eq!((to.url.as_str(), secret), (URL, "whsec_dGhlIHNlY3JldA=="));
            }
        }
    }
    assert_eq!(claim(&store, later(59)).await.len(), 0);
    // Whoever had it died, or was too slow.
    let again = claim(&store, later(60)).await;
    assert_eq!(again.len(), 2);
    assert!(again.iter().all(|dispatch| dispatch.tries == 2));
}

pub(crate) async fn only_ways_that_can_be_gone_are_lent(store: S) {
    let ada = with_webhook(&store).await;
    store.raise_alert(&warning(ada)).await.unwrap();
    let hooks = [Channel::Webhook];
    let claimed = store.claim_dispatches(&by(&hooks, NOW)).await;
    let claimed: Vec<_> = claimed.unwrap().iter().map(Dispatch::channel).collect();
    assert_eq!(claimed, hooks);
    store
        .set_status(ada, Status::Suspended, None, NOW)
        .await
        .unwrap();
    assert_eq!(claim(&store, later(60)).await.len(), 0);
    store
        .set_status(ada, Status::Active, None, NOW)
        .await
        .unwrap();
    assert_eq!(claim(&store, later(60)).await.len(), 2);
}

pub(crate) async fn what_was_sent_is_not_lent_again(store: S) {
    let ada = person(&store, "ada@example.org").await;
    store.raise_alert(&warning(ada)).await.unwrap();
    let [first] = claim(&store, NOW).await.try_into().unwrap();
    let recorded = store.record_delivery(&first, &failed(later(90)), NOW).await;
    assert!(recorded.unwrap());
    assert_eq!(
        waiting(&store, ada).await[0].error.as_deref(),
        Some("it answered 503")
    );
    assert_eq!(claim(&store, later(89)).await.len(), 0);
    let [second] = claim(&store, later(90)).await.try_into().unwrap();
    assert_eq!(second.tries, 2);

    // Whoever is late with a failure changes nothing; what was sent was sent.
    let late = store
        .record_delivery(&first, &failed(later(1)), later(91))
        .await;
    assert!(!late.unwrap());
    for (dispatch, new) in [(&first, true), (&second, false)] {
        let sent = store
            .record_delivery(dispatch, &Delivery::Sent, later(92))
            .await;
        assert_eq!(sent.unwrap(), new);
    }
    assert_eq!(claim(&store, later(9_999)).await.len(), 0);
    let posted = store.posted(ada).await.unwrap();
    assert_eq!(posted[0].sent_at, Some(later(92)));
    assert_eq!((posted[0].tries, &posted[0].error), (2, &None));
}

pub(crate) async fn what_cannot_be_sent_is_given_up(store: S) {
    let ada = with_webhook(&store).await;
    store.raise_alert(&warning(ada)).await.unwrap();
    let lent = claim(&store, NOW).await;
    let hopeless = Delivery::GaveUp {
        error: "there is no such mailbox".into(),
    };
    let mail = lent
        .iter()
        .find(|dispatch| dispatch.channel() == Channel::Email);
    let gave_up = store
        .record_delivery(mail.unwrap(), &hopeless, later(1))
        .await;
    assert!(gave_up.unwrap());
    let [posted] = claim(&store, later(LONGEST)).await.try_into().unwrap();
    assert_eq!(posted.channel(), Channel::Webhook);
    assert_eq!(claim(&store, later(LONGEST + 59)).await.len(), 0);
    assert_eq!(
        waiting(&store, ada).await.len(),
        1,
        "it is still with somebody"
    );
    assert_eq!(claim(&store, later(LONGEST + 60)).await.len(), 0);
    assert_eq!(waiting(&store, ada).await, []);
}

pub(crate) async fn an_endpoint_that_is_gone_is_switched_off(store: S) {
    let ada = with_webhook(&store).await;
    store.raise_alert(&warning(ada)).await.unwrap();
    // It has moved meanwhile.
    let old = "https://old.example.org/";
    store.switch_off_webhook(ada, old, later(1)).await.unwrap();
    assert_eq!(waiting(&store, ada).await.len(), 2);
    store.switch_off_webhook(ada, URL, later(2)).await.unwrap();
    let settings = store.alert_settings(ada).await.unwrap();
    assert_eq!(settings.webhook.unwrap().off_since, Some(later(2)));
    let left = waiting(&store, ada).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].channel, Channel::Email);

    let reached = NewAlert {
        level: AlertLevel::Reached,
        ..warning(ada)
    };
    store.raise_alert(&reached).await.unwrap();
    assert_eq!(waiting(&store, ada).await.len(), 2, "by e-mail only");
    let set = store.set_webhook(ada, Some(&webhook(URL)), later(3)).await;
    set.unwrap();
    let settings = store.alert_settings(ada).await.unwrap();
    assert_eq!(settings.webhook.unwrap().off_since, None);
}

pub(crate) async fn alerts_are_listed_by_page_and_read_one_by_one(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let mut raised = Vec::new();
    for n in 0..5 {
        let alert = NewAlert {
            window_start: later(n),
            // Two of them at once.
            raised_at: later(n / 2),
            ..warning(ada)
        };
        assert!(store.raise_alert(&alert).await.unwrap());
        raised.push(alert);
    }
    let mut listed = Vec::new();
    let mut before = None;
    loop {
        let page = store.alerts_of(ada, before, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        listed.extend(page);
    }
    assert_eq!(listed, store.alerts_of(ada, None, 9).await.unwrap());
    assert_eq!(listed.len(), 5);
    let foreign = store.alerts_of(grace, before, 9).await.unwrap();
    assert_eq!(foreign, []);

    assert_eq!(store.unread_alerts(ada).await.unwrap(), 5);
    let read = async |account, at| store.read_alert(account, raised[1].id, at).await.unwrap();
    assert!(!read(grace, later(9)).await);
    assert!(read(ada, later(9)).await);
    assert!(read(ada, later(10)).await, "once more changes nothing");
    assert_eq!(store.unread_alerts(ada).await.unwrap(), 4);
    assert_eq!(store.unread_alerts(grace).await.unwrap(), 0);
    let listed = store.alerts_of(ada, None, 9).await.unwrap();
    let marked: Vec<_> = listed.iter().filter_map(|alert| alert.read_at).collect();
    assert_eq!(marked, [later(9)]);
}
