//! Where one is signed in.

use super::super::model::moment::moment;
use crate::features::end_session::{EndOtherSessions, EndSession};
use crate::shared::ui::badge::Badge;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use tollgate::ledger::Zone;
use tollgate::types::{SessionInfo, Timestamp};

#[component]
pub fn Sessions(sessions: Vec<SessionInfo>, now: Timestamp, zone: Zone) -> impl IntoView {
    let others = sessions.iter().any(|session| !session.current);
    let rows: Vec<_> = sessions
        .into_iter()
        .map(|session| view! { <Session session now zone=zone.clone()/> })
        .collect();
    view! {
        <section class="card" aria-labelledby="sessions-title">
            <header class="card-head">
                <h2 id="sessions-title">"Where you are signed in"</h2>
                {others.then(|| view! {
                    <form method="post" action=EndOtherSessions::PATH>
                        <button class="btn small danger">"End all others"</button>
                    </form>
                })}
            </header>
            <div class="table-card">
                <table class="table">
                    <caption class="sr-only">"Sessions, newest first"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Device"</th>
                            <th scope="col">"Signed in"</th>
                            <th scope="col">"Last use"</th>
                            <th scope="col"><span class="sr-only">"End"</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Session(session: SessionInfo, now: Timestamp, zone: Zone) -> impl IntoView {
    let device = match session.device.is_empty() {
        true => "Unknown device".to_owned(),
        false => session.device,
    };
    let used = match session.current {
        true => "now".to_owned(),
        false => moment(session.used_at, now, &zone),
    };
    let end = format!(
        "End {device}, signed in {}",
        moment(session.created_at, now, &zone)
    );
    view! {
        <tr>
            <th scope="row">
                <span class="settings-device">
                    {device}
                    {session.current.then(|| view! { <Badge tone="ok" text="this one"/> })}
                </span>
            </th>
            <td>{moment(session.created_at, now, &zone)}</td>
            <td>{used}</td>
            <td class="end">
                {(!session.current).then(|| view! {
                    <form method="post" action=EndSession::PATH>
                        <input type="hidden" name="session" value=session.handle/>
                        <button class="btn small quiet" aria-label=end>"End"</button>
                    </form>
                })}
            </td>
        </tr>
    }
    .into_any()
}
