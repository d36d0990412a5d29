//! Every route that names something: what belongs to another answers like what there is not.

use crate::alerts::raise;
use crate::browser::{Browser, Reply};
use crate::routes::Call::{self, Form, Get, Json, Page, Post};
use crate::routes::{NONE, TABLE, Who};
use crate::test_app::{Person, TestApp};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The ids of what somebody has, by the name of the field or the part of a path that names such a thing.
type Belongings = BTreeMap<&'static str, String>;

async fn belongings(app: &TestApp, of: &Person) -> Belongings {
    let asked = of.browser.ask("echo", "A secret of mine.").await;
    of.browser.whole(asked.answer).await;
    app.key(of).await;
    raise(app, of, 1).await;
    let store = &app.tollgate.store;
    let keys = of.browser.page("/keys").await.body;
    let alerts = of.browser.page("/alerts").await.body;
    let after = |page: &str, mark: &str| page.split_once(mark).unwrap().1[..NONE.len()].to_owned();
    let charges = store.charges_of(of.account.id).await.unwrap();
    BTreeMap::from([
        ("chat", asked.chat.to_string()),
        ("question", asked.question.to_string()),
        ("answer", asked.answer.to_string()),
        ("key", after(&keys, "/keys/")),
        ("alert", after(&alerts, "name=\"alert\" value=\"")),
        ("call", charges[0].call.to_string()),
    ])
}

impl Call {
    /// The same about these; `None` where it is about nothing of the kind.
    async fn about(&self, path: &str, these: &Belongings, browser: &Browser) -> Option<Reply> {
        let name = path.rsplit('/').next().unwrap();
        match self {
            Get(_) | Page(_) => {
                let part = path.split(['{', '}']).nth(1)?;
                let path = path.replace(&format!("{{{part}}}"), these.get(part)?);
                Some(match self {
                    Page(_) => browser.page(&path).await,
                    _ => browser.get(&path).await,
                })
            }
            Form(fields) => {
                let named = fields.iter().filter(|(_, value)| *value == NONE);
                named.clone().find(|(name, _)| these.contains_key(name))?;
                let fields: Vec<_> = fields
                    .iter()
                    .map(|(name, value)| (*name, these.get(name).map_or(*value, String::as_str)))
                    .collect();
                Some(browser.call(name, &fields).await)
            }
            Json(arguments) => {
                let mut arguments = arguments();
                let field = arguments
                    .as_object()?
                    .keys()
                    .find(|name| these.contains_key(name.as_str()))?
                    .clone();
                arguments[&field] = json!(these[field.as_str()]);
                Some(browser.send(name, &arguments).await)
            }
            Post(_) => None,
        }
    }
}

#[tokio::test]
async fn what_belongs_to_another_answers_like_what_there_is_not() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.person("ada").await, app.person("eve").await);
    let hers = belongings(&app, &ada).await;
    let nobodys: Belongings = hers.keys().map(|name| (*name, NONE.to_owned())).collect();
    let mut asked = BTreeSet::new();
    for (path, who, call) in TABLE {
        if *who != Who::SignedIn {
            continue;
        }
        let Some(foreign) = call.about(path, &hers, &eve.browser).await else {
            continue;
        };
        let unknown = call.about(path, &nobodys, &eve.browser).await.unwrap();
        assert_eq!(
            (foreign.status, unknown.status),
            (404, 404),
            "{path}: {foreign:?}"
        );
        if let Page(_) = call {
            assert!(!foreign.body.contains("secret of mine"), "{path}");
        } else {
            assert_eq!(foreign.looks(), unknown.looks(), "{path}");
        }
        asked.insert(*path);
    }
    let known = [
        "/api/answers/{answer}/events",
        "/api/fn/change_key",
        "/api/fn/delete_chat",
        "/api/fn/read_alert",
        "/api/fn/revoke_key",
        "/api/fn/set_chat_settings",
        "/api/fn/stop_answer",
        "/c/{chat}",
        "/keys/{key}",
        "/usage/calls/{call}",
    ];
    assert!(known.iter().all(|path| asked.contains(path)), "{asked:?}");
    // Nothing of it happened.
    assert_eq!(lost(&ada, &hers).await, [""; 0]);
}

/// Which of them their owner does not find any more.
async fn lost(owner: &Person, hers: &Belongings) -> Vec<&'static str> {
    let browser = &owner.browser;
    let chat = browser.call("open_chat", &[("chat", &hers["chat"])]).await;
    let alerts = browser.page("/alerts").await;
    let keys = browser.page("/keys").await;
    let call = format!("/usage/calls/{}", hers["call"]);
    let call = browser.page(&call).await;
    let found = [
        ("chat", chat.body.contains(&hers["chat"])),
        ("question", chat.body.contains(&hers["question"])),
        ("answer", chat.body.contains(&hers["answer"])),
        ("alert", alerts.body.contains(&hers["alert"])),
        ("key", keys.body.contains(&hers["key"])),
        ("call", call.status == 200),
    ];
    let lost = found.into_iter().filter(|(_, found)| !found);
    lost.map(|(name, _)| name).collect()
}
