//! One provider account with all that stands between it and a call: breaker, pause, bulkhead, time limit.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use msg_core::breaker::{Breaker, Cause, Permit, Rules, View};
use msg_core::outcome::effect;
use msg_core::provider::unmet;
use msg_core::{
    Accepted, Capability, Channel, Class, Clock, Content, Descriptor, Fact, NotSent, Outbound,
    Provider, ProviderId, SendError,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::cool_down::CoolDown;

/// How many calls an account carries at once. A full one means the next provider, never a queue.
#[derive(Clone, Copy, Debug)]
pub struct Lanes {
    /// Calls of every class.
    pub all: usize,
    /// Calls for one-time passwords among them.
    pub otp: usize,
}

impl Default for Lanes {
    fn default() -> Self {
        Self { all: 64, otp: 32 }
    }
}

/// How long one call may take.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimits {
    /// For a one-time password.
    pub otp: Duration,
    /// For everything else.
    pub other: Duration,
}

impl TimeLimits {
    /// The limit for a message of `class`.
    pub const fn of(&self, class: Class) -> Duration {
        match class {
            Class::Otp => self.otp,
            Class::Transactional | Class::Promotional => self.other,
        }
    }

    /// The longer of the two.
    pub fn longest(&self) -> Duration {
        self.otp.max(self.other)
    }
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            otp: Duration::from_secs(3),
            other: Duration::from_secs(10),
        }
    }
}

/// One provider account.
pub struct Account {
    id: ProviderId,
    descriptor: &'static Descriptor,
    provider: Arc<dyn Provider>,
    limits: TimeLimits,
    breaker: Arc<Breaker>,
    cool_down: CoolDown,
    all: Arc<Semaphore>,
    otp: Arc<Semaphore>,
    last_error: Mutex<Option<SendError>>,
    clock: Arc<dyn Clock>,
}

impl Account {
    pub(super) fn new(
        id: ProviderId,
        descriptor: &'static Descriptor,
        provider: Arc<dyn Provider>,
        limits: TimeLimits,
        rules: Rules,
        lanes: Lanes,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let name = id.clone();
        let observer = Box::new(move |change: msg_core::breaker::Transition| {
            tracing::warn!(
                provider.name = %name,
                from = %change.from,
                to = %change.to,
                cause = change.cause.map(Cause::as_str),
                "circuit breaker changed"
            );
        });
        Self {
            breaker: Arc::new(Breaker::new(rules, Arc::clone(&clock), observer)),
            id,
            descriptor,
            provider,
            limits,
            cool_down: CoolDown::default(),
            all: Arc::new(Semaphore::new(lanes.all)),
            otp: Arc::new(Semaphore::new(lanes.otp)),
            last_error: Mutex::new(None),
            clock,
        }
    }

    /// Its name.
    pub const fn id(&self) -> &ProviderId {
        &self.id
    }

    /// Whether messages of `channel` can go through it.
    pub fn carries(&self, channel: Channel) -> bool {
        let channels = self.provider.channels();
        let channels = channels.unwrap_or(self.descriptor.channels);
        channels.contains(&channel)
    }

    /// What kind of provider it is.
    pub const fn descriptor(&self) -> &'static Descriptor {
        self.descriptor
    }

    /// What its breaker shows.
    pub fn breaker(&self) -> View {
        self.breaker.view()
    }

    /// The last error that was the provider's or the account's, until a call succeeds.
    pub fn last_error(&self) -> Option<SendError> {
        self.last_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Whether it can do what `content` asks.
    ///
    /// # Errors
    /// Names what it can't.
    pub fn can(&self, content: &Content) -> Result<(), Skip> {
        match unmet(content, self.descriptor.capabilities) {
            unmet if unmet.is_empty() => Ok(()),
            unmet => Err(Skip::NotCapable(unmet)),
        }
    }

    /// Asks for the right to make one call for a message of `class`.
    ///
    /// # Errors
    /// Tells why it is skipped now.
    pub fn admit(&self, class: Class) -> Result<Pass, Skip> {
        let rest = self.cool_down.rest(self.clock.monotonic());
        if !rest.is_zero() {
            return Err(Skip::CoolingDown { retry_after: rest });
        }
        let lanes = self.lanes(class).ok_or(Skip::Full)?;
        let permit = Breaker::admit(&self.breaker).map_err(|refused| Skip::BreakerOpen {
            retry_after: refused.retry_after,
        })?;
        Ok(Pass {
            permit,
            _lanes: lanes,
        })
    }

    fn lanes(&self, class: Class) -> Option<Vec<OwnedSemaphorePermit>> {
        let lanes: &[&Arc<Semaphore>] = match class {
            Class::Otp => &[&self.otp, &self.all],
            Class::Transactional | Class::Promotional => &[&self.all],
        };
        lanes
            .iter()
            .map(|lane| Arc::clone(lane).try_acquire_owned().ok())
            .collect()
    }

    /// Makes the call, within the time limit of the message's class and at most `rest`.
    ///
    /// # Errors
    /// What the provider says; a call that is cut off may have reached the vendor and is unknown.
    pub async fn call(
        &self,
        pass: Pass,
        message: &Outbound,
        rest: Option<Duration>,
    ) -> Result<Accepted, SendError> {
        let limit = self.limits.of(message.class);
        let limit = rest.map_or(limit, |rest| rest.min(limit));
        let result = tokio::time::timeout(limit, self.provider.send(message))
            .await
            .unwrap_or_else(|_| Err(timed_out()));
        self.learn(pass, &result);
        result
    }

    fn learn(&self, pass: Pass, result: &Result<Accepted, SendError>) {
        let fact = result
            .as_ref()
            .map_or_else(SendError::fact, |_| Fact::Accepted);
        if let Err(error) = result
            && fact == Fact::NotSent(NotSent::Throttled)
        {
            self.cool_down
                .begin(error.retry_after(), self.clock.monotonic());
        }
        let effect = effect(fact);
        if effect != msg_core::outcome::Effect::Nothing {
            let mut last = self
                .last_error
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            *last = result.as_ref().err().cloned();
        }
        pass.permit.report(effect);
    }
}

fn timed_out() -> SendError {
    let text = msg_core::text::VendorText::redact("no answer within the time limit", &[]);
    SendError::unknown(text).with_code("timeout")
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("breaker", &self.breaker)
            .finish_non_exhaustive()
    }
}

/// The right to make one call. Dropped without a call, it counts as nothing.
#[derive(Debug)]
pub struct Pass {
    permit: Permit,
    _lanes: Vec<OwnedSemaphorePermit>,
}

/// Why an account is not called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Skip {
    /// It can't do what the message asks.
    NotCapable(Vec<Capability>),
    /// Its circuit breaker is open.
    BreakerOpen {
        /// When to ask again.
        retry_after: Duration,
    },
    /// The vendor asked to slow down.
    CoolingDown {
        /// When to ask again.
        retry_after: Duration,
    },
    /// It carries as many calls as it may.
    Full,
}

impl Skip {
    /// The word for it in answers.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NotCapable(_) => "not_capable",
            Self::BreakerOpen { .. } => "circuit_breaker_open",
            Self::CoolingDown { .. } => "cooling_down",
            Self::Full => "full",
        }
    }

    /// When asking again may help; nothing when it won't.
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::NotCapable(_) => None,
            Self::BreakerOpen { retry_after } | Self::CoolingDown { retry_after } => {
                Some(*retry_after)
            }
            Self::Full => Some(Duration::from_secs(1)),
        }
    }
}
