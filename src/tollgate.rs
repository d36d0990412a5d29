//! The whole core, put together once at the start.

use crate::accounts::Accounts;
use crate::alerts::{Alerts, Courier};
use crate::audit::Audit;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::ephemeral;
use crate::error::{Error, Result};
use crate::findings::findings;
use crate::gateway::{Admin, Cache, Caller, Gateway, Routes};
use crate::keys::Keys;
use crate::ledger::Ledger;
use crate::live::Live;
use crate::metrics::Reader;
use crate::moderation_log::ModerationLog;
use crate::offer::Offer;
use crate::policies::{self, Policies};
use crate::store::{self, Store};
use crate::turns::{Chats, Turns};
use crate::types::{AccountId, ChatSettings, Finding, Llm, LlmKind, Status, Theme};
use std::sync::Arc;

/// What every door (page, server function, API) calls. Cheap to clone.
#[derive(Clone)]
pub struct Tollgate {
    /// As the file and the environment have it; what counts now, `policies` knows.
    pub config: Arc<Config>,
    pub policies: Policies,
    pub clock: Clock,
    pub store: Arc<dyn Store>,
    pub accounts: Accounts,
    pub keys: Keys,
    pub ledger: Ledger,
    pub audit: Audit,
    pub moderation_log: ModerationLog,
    pub alerts: Alerts,
    /// To be run by who serves.
    pub courier: Courier,
    pub gateway: Gateway,
    pub offer: Offer,
    pub turns: Turns,
    pub chats: Chats,
}

impl Tollgate {
    /// Opens the database, sets up the providers, and settles what a process that died left behind.
    ///
    /// # Errors
    /// If the database cannot be opened or a provider cannot be set up.
    pub async fn open(config: Config) -> Result<Self> {
        let store = store::open(&config.database_url)
            .await
            .map_err(Error::Store)?;
        Self::with_store(config, store, Clock::real()).await
    }

    /// The same on a store and a clock that are there.
    ///
    /// # Errors
    /// As [`Tollgate::open`].
    pub async fn with_store(config: Config, store: Arc<dyn Store>, clock: Clock) -> Result<Self> {
        let told = Arc::new(config);
        let config = policies::in_force(&told, &*store).await?;
        let routes = Routes::new(&config, &clock)?;
        let kept = ephemeral::open(&config)?;
        let cache = Cache::new(kept, config.cache, clock.clone());
        let gateway = Gateway::new(
            store.clone(),
            clock.clone(),
            Chance::real(),
            routes,
            config.moderation.clone(),
            cache,
            config.redaction.clone(),
        );
        let accounts = Accounts::new(store.clone(), clock.clone());
        accounts.take(&config);
        let live = Live::new(config);
        let turns = Turns::new(store.clone(), clock.clone(), gateway.clone(), live.clone());
        turns.recover().await?;
        let keys = Keys::new(store.clone(), clock.clone());
        let ledger = Ledger::new(store.clone(), clock.clone());
        let audit = Audit::new(store.clone());
        let moderation_log = ModerationLog::new(store.clone(), clock.clone());
        let alerts = Alerts::new(store.clone(), clock.clone(), &told);
        let courier = Courier::new(&told, store.clone(), clock.clone(), Chance::real())?;
        let chats = turns.chats();
        let policies = Policies::new(
            told.clone(),
            live,
            store.clone(),
            clock.clone(),
            gateway.clone(),
            accounts.clone(),
        );
        let offer = Offer::new(
            policies.clone(),
            gateway.clone(),
            store.clone(),
            clock.clone(),
        );
        Ok(Self {
            config: told,
            policies,
            clock,
            store,
            accounts,
            keys,
            ledger,
            audit,
            moderation_log,
            alerts,
            courier,
            gateway,
            offer,
            turns,
            chats,
        })
    }

    /// The models that people may choose, in the order in which they are offered.
    pub fn llms(&self) -> Vec<Llm> {
        let mut llms = self.gateway.llms();
        llms.retain(|llm| llm.kind == LlmKind::Chat);
        llms
    }

    /// The same, as far as this caller may use them.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn llms_of(&self, caller: &Caller) -> Result<Vec<Llm>> {
        let mut llms = self.gateway.llms_of(caller).await?;
        llms.retain(|llm| llm.kind == LlmKind::Chat);
        Ok(llms)
    }

    /// What there is to work with, for the person who sets the program up.
    pub fn findings(&self) -> Vec<Finding> {
        findings(&self.config, &self.llms())
    }

    /// Suspends an account, which also stops the answers that are being written for it, or opens it again.
    ///
    /// # Errors
    /// As [`Accounts::set_status`].
    pub async fn set_status(&self, admin: &Admin, id: AccountId, status: Status) -> Result<()> {
        self.accounts.set_status(admin, id, status).await?;
        if status == Status::Suspended {
            self.turns.stop_all(id);
        }
        Ok(())
    }

    /// Sets how the caller is called, where they are, and how pages look.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a name that is none, or a zone that there is not; then nothing is set.
    pub async fn save_profile(
        &self,
        caller: &Caller,
        name: &str,
        time_zone: &str,
        theme: Theme,
    ) -> Result<()> {
        // First, because it can be refused as a whole.
        if self.accounts.profile(caller).await?.time_zone != time_zone {
            Accounts::check_name(name)?;
            self.ledger.set_time_zone(caller, time_zone).await?;
        }
        self.accounts.set_profile(caller, name, theme).await
    }

    /// Ends the caller's account for good: its name, keys and sessions at once, also the answers that are being
    /// written for it, which are charged with what came; and then what it said. Charges stay, without a name.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a wrong password, and for the last open admin.
    pub async fn delete_account(&self, caller: &Caller, current: &str) -> Result<()> {
        self.accounts.delete(caller, current).await?;
        self.turns.stop_all(caller.id());
        let accounts = self.accounts.clone();
        tokio::spawn(async move {
            if let Err(error) = accounts.erase_deleted().await {
                tracing::error!(
                    ?error,
                    "a deleted account could not be erased; tried again later"
                );
            }
        });
        Ok(())
    }

    /// What Prometheus reads; `for_programs` answers are on their way to programs.
    pub fn metrics(&self, for_programs: usize) -> String {
        self.gateway.measure();
        let metrics = self.gateway.metrics();
        metrics.answers(Reader::People, self.turns.running());
        metrics.answers(Reader::Programs, for_programs);
        metrics.text()
    }

    /// How a new chat is asked.
    pub fn default_settings(&self) -> ChatSettings {
        self.policies.now().chat_settings()
    }

    /// The same for this caller: where they may not use the usual model, the first that they may.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn default_settings_of(&self, caller: &Caller) -> Result<ChatSettings> {
        let mut settings = self.default_settings();
        let llms = self.llms_of(caller).await?;
        let is_open = llms.iter().any(|llm| llm.name == settings.llm);
        if let Some(first) = llms.first().filter(|_| !is_open) {
            settings.llm = first.name.clone();
            settings.max_tokens = settings.max_tokens.min(first.context);
        }
        Ok(settings)
    }
}
