//! What does every handler share? The store, the clock, the keys for tokens, the declared routes.

use std::path::PathBuf;
use std::sync::Arc;

use domain::access::Role;
use domain::log::Act;
use metrics_exporter_prometheus::PrometheusHandle;
use persistence::{Entry, Logged, Stamp, Store, StoreError, Subject};

use persistence::signing_keys::{Purpose, SigningKey};

use crate::address::Proxy;
use crate::applications::Seldom;
use crate::bank::DirectBank;
use crate::clock::Clock;
use crate::config::Config;
use crate::connections::{Connections, Most};
use crate::gate::SignedIn;
use crate::origin::Origin;
use crate::press::Press;
use crate::problem::{Code, Problem};
use crate::rates::{Allowed, Rates};
use crate::route::Routes;
use crate::sessions::guard::Guard;
use crate::sessions::password::Passwords;
use crate::sessions::standing::{Standing, Standings};
use crate::sessions::token::{Claims, Tokens};
use crate::stopping::Stopping;

/// What every handler shares.
pub struct State {
    /// The store.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// The keys that sign and check access tokens.
    pub tokens: Tokens,
    /// The hasher of passwords.
    pub passwords: Passwords,
    /// The declared routes.
    pub routes: Arc<Routes>,
    /// Whose pages may call from a browser.
    pub origins: Vec<Origin>,
    /// How many whole values an account is shown on a day.
    pub disclosures_a_day: u32,
    /// Proxies whose word about addresses counts.
    pub proxies: Vec<Proxy>,
    /// The roles that may not be without a second factor.
    pub factor_roles: Vec<Role>,
    /// What is counted.
    pub figures: PrometheusHandle,
    /// Where sessions stood a moment ago.
    pub(crate) standings: Standings,
    /// What was read a moment ago of all that cases are judged with.
    pub(crate) seldom: Arc<Seldom>,
    /// Who tries to sign in at this moment.
    pub(crate) guard: Guard,
    /// How often callers have asked of late.
    pub(crate) rates: Rates,
    /// How many connections are taken.
    pub(crate) most: Most,
    /// The bank that is told of payments directly, where there is one.
    pub bank: Option<DirectBank>,
    /// Whether jobs are gone on with when somebody asks for it, and not by the process itself.
    pub(crate) jobs_by_hand: bool,
    /// What papers are printed with.
    pub(crate) press: Press,
    /// Whether the process was asked to stop.
    pub(crate) stopping: Stopping,
}

fn no_key() -> StoreError {
    StoreError::Unavailable("the machine makes no key".to_owned())
}

impl State {
    /// The state around an opened store.
    pub fn new(store: Store, clock: Clock) -> Result<Self, Problem> {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Ok(Self {
            store,
            tokens: Tokens::default(),
            // Half of the cores, so that a storm of sign-ins leaves the others to whoever reads.
            passwords: Passwords::new(cores / 2),
            routes: Arc::new(if clock.is_settable() { crate::routes() } else { crate::earnest_routes() }),
            origins: Vec::new(),
            disclosures_a_day: Config::default().disclosures_a_day,
            proxies: Vec::new(),
            factor_roles: Vec::new(),
            figures: crate::figures::recorder().map_err(|error| {
                tracing::error!(%error, "nothing can be counted");
                Problem::new(Code::Internal)
            })?,
            standings: Standings::default(),
            seldom: Arc::default(),
            guard: Guard::default(),
            rates: Rates::new(Allowed::default(), clock.clone()),
            most: Most::default(),
            bank: None,
            jobs_by_hand: false,
            press: Press::default(),
            stopping: Stopping::default(),
            clock,
        })
    }

    /// The same, called by pages of those origins too.
    #[must_use]
    pub fn called_from(self, origins: Vec<Origin>) -> Self {
        Self { origins, ..self }
    }

    /// The same, as the settings say: whose pages call it, behind which proxies it is, how many whole values it shows an
    /// account on a day, which roles need a second factor, how often callers may ask, how many connections are taken, and
    /// for how long it answers on when it is asked to stop, and in which font it prints.
    #[must_use]
    pub fn set_by(self, config: &Config) -> Self {
        Self {
            origins: config.origins.clone(),
            disclosures_a_day: config.disclosures_a_day,
            proxies: config.trusted_proxies.clone(),
            factor_roles: config.second_factor_roles.clone(),
            stopping: Stopping::after(config.answers_on()),
            ..self.limited(config.allowed(), config.most()).printing_in(config.font.clone())
        }
    }

    /// The same, printing papers in the font of that file, or in the first that the machine has.
    #[must_use]
    pub fn printing_in(self, font: Option<PathBuf>) -> Self {
        Self { press: Press::with(font), ..self }
    }

    /// The same, telling that bank of payments directly.
    #[must_use]
    pub fn paying_through(self, bank: Option<DirectBank>) -> Self {
        Self { bank, ..self }
    }

    /// The same, going on with jobs when somebody asks for it.
    #[must_use]
    pub fn working_by_hand(self) -> Self {
        Self { jobs_by_hand: true, ..self }
    }

    /// The same, taking so many requests a second and so many connections.
    #[must_use]
    pub fn limited(self, allowed: Allowed, most: Most) -> Self {
        Self { rates: Rates::new(allowed, self.clock.clone()), most, ..self }
    }

    /// The connections that are taken, of which there are none yet.
    pub(crate) fn connections(&self) -> Arc<Connections> {
        Connections::new(self.most, self.proxies.clone())
    }

    /// The same, showing each account so many whole values on a day.
    #[must_use]
    pub fn showing(self, disclosures_a_day: u32) -> Self {
        Self { disclosures_a_day, ..self }
    }

    /// The same, behind those proxies.
    #[must_use]
    pub fn behind(self, proxies: Vec<Proxy>) -> Self {
        Self { proxies, ..self }
    }

    /// The same, with a second factor for those roles.
    #[must_use]
    pub fn with_second_factor_for(self, factor_roles: Vec<Role>) -> Self {
        Self { factor_roles, ..self }
    }

    /// Takes over the signing keys of the database; makes the first one where there is none.
    pub async fn load_keys(&self) -> Result<(), StoreError> {
        let now = self.clock.real();
        let keys = self.store.read(async |work| work.token_keys(now).await).await?;
        if !keys.is_empty() {
            self.tokens.take(&keys, now);
            return Ok(());
        }
        let stamp = Stamp::of_the_service(self.clock.real(), "start".to_owned());
        self.store
            .write(&stamp, async |work| -> Result<_, StoreError> {
                let kid = work.new_id()?;
                let key = SigningKey::generate(kid).ok_or_else(no_key)?;
                work.add_signing_key(Purpose::Tokens, &key).await?;
                Ok(Logged::new((), Entry::new(Act::CreateSigningKey, Subject::new("signing_key", kid))))
            })
            .await?;
        self.store.make_log_key(now).await?;
        let keys = self.store.read(async |work| work.token_keys(now).await).await?;
        self.tokens.take(&keys, now);
        Ok(())
    }

    /// The same where they were taken over some seconds ago: another one may be about to sign.
    pub async fn know_keys(&self) -> Result<(), StoreError> {
        if self.tokens.are_known(self.clock.real()) { Ok(()) } else { self.load_keys().await }
    }

    /// In the demonstration, takes over the offset of the business clock.
    pub async fn refresh_clock(&self) -> Result<(), Problem> {
        if self.clock.is_settable() {
            let offset = self.store.clock_offset().await?;
            self.clock.take_offset(offset);
        }
        Ok(())
    }

    /// Forgets what is remembered of who may do what, and of what all cases go by: something of it has changed.
    pub(crate) fn forget(&self) {
        self.standings.forget();
        self.seldom.forget();
    }

    /// Who holds this access token, which says that if it was found good a moment ago.
    pub(crate) async fn authenticate(
        &self,
        token: &str,
        vouched: Option<Claims>,
    ) -> Result<SignedIn, Problem> {
        let bad = || Problem::new(Code::Unauthenticated);
        self.know_keys().await?;
        if vouched.is_none() && self.tokens.unknown_key(token) {
            self.load_keys().await?;
        }
        let found = vouched.or_else(|| self.tokens.check(token, self.clock.real()));
        let claims = found.ok_or_else(bad)?;
        let today = self.clock.business().day();
        let standing =
            self.standings.of(&self.store, claims.sid, today, &self.factor_roles).await?.ok_or_else(bad)?;
        let Standing { actor, own, confined } = standing;
        Ok(SignedIn { actor, own, confined, claims })
    }
}
