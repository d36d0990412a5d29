//! `tollgate serve`: from the first connection to the last answer.

use crate::failure::Failure;
use crate::serving::{Serving, bind, start};
use crate::site::Site;
use std::time::Duration;
use tollgate::Tollgate;
use tollgate::config::Config;
use tollgate_app::shared::routes::join;

/// How long running answers may go on once the program is told to end.
const GRACE: Duration = Duration::from_secs(10);

pub(super) async fn serve(mut config: Config) -> Result<(), Failure> {
    let listener = bind(config.listen).await?;
    config.listens_on(listener.local_addr()?);
    // Before the database is opened: whoever serves it may be writing answers, which opening would settle.
    let _lock = tollgate::store::lock(&config.database_url)?;
    let tollgate = Tollgate::open(config).await?;
    let rules = tollgate.config.redaction.clone();
    let serving = start(listener, tollgate, Site::embedded())?;
    std::thread::spawn(move || rules.warm_up());
    warn_of_plain_http(&serving.state.tollgate.config);
    announce(&serving).await?;
    told_to_end().await?;
    tracing::info!("ending: running answers have {} s", GRACE.as_secs());
    tokio::select! {
        done = serving.end(GRACE) => done,
        again = told_to_end() => again,
    }
}

async fn announce(serving: &Serving) -> Result<(), Failure> {
    let public_url = &serving.state.tollgate.config.public_url;
    tracing::info!(
        "listening on http://{}, for people at {public_url}",
        serving.address
    );
    if let Some(secret) = serving.state.tollgate.accounts.setup_secret().await? {
        tracing::info!(
            "nobody has an account yet; make the first admin here, once, within 24 hours: {public_url}{}",
            join(&secret)
        );
    }
    Ok(())
}

fn warn_of_plain_http(config: &Config) {
    let Ok(url) = url::Url::parse(&config.public_url) else {
        return;
    };
    let here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() == "http" && !here {
        tracing::warn!(
            "{} is plain HTTP: passwords and chats cross the network unprotected; put HTTPS in front and set TOLLGATE_PUBLIC_URL",
            config.public_url
        );
    }
}

async fn told_to_end() -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}
