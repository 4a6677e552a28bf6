//! A gateway above scripted providers, with its clock in the test's hands.

use std::sync::Arc;

use gateway::dispatch::Parts;
use gateway::registry::{Lanes, TimeLimits};
use gateway::{Draft, Gateway, Outcome, Refusal, Registry};
use msg_core::breaker::Rules;
use msg_core::message::Sms;
use msg_core::text::Body;
use msg_core::{Channel, Class, Content, IndexKey, PhoneNumber, ProviderId, TenantId};
use testkit::clock::ManualClock;
use testkit::entropy::SeededEntropy;
use testkit::memory_log::MemoryLog;
use testkit::scripted::{Act, DESCRIPTOR, Scripted};

/// A gateway and everything around it that a test looks at.
pub(crate) struct Scene {
    pub(crate) gateway: Gateway,
    pub(crate) providers: Vec<Scripted>,
    pub(crate) log: MemoryLog,
    pub(crate) clock: ManualClock,
}

impl Scene {
    /// A gateway whose SMS chain is `a`, `b`, `c` …, one for each script.
    pub(crate) fn new(scripts: &[&[Act]]) -> Self {
        Self::with_lanes(scripts, Lanes::default())
    }

    pub(crate) fn with_lanes(scripts: &[&[Act]], lanes: Lanes) -> Self {
        let clock = ManualClock::default();
        let log = MemoryLog::default();
        let providers: Vec<_> = scripts
            .iter()
            .map(|acts| Scripted::new(acts.iter().copied()))
            .collect();
        let ids: Vec<_> = ('a'..)
            .take(providers.len())
            .map(|name| id(&name.to_string()))
            .collect();
        let mut builder = Registry::builder(Arc::new(clock.clone()), Rules::default(), lanes);
        for (id, provider) in ids.iter().zip(&providers) {
            let provider = Arc::new(provider.clone());
            builder = builder.account(id.clone(), &DESCRIPTOR, provider, TimeLimits::default());
        }
        let registry = builder.chain(Channel::Sms, &ids).unwrap().build();
        let gateway = Gateway::new(Parts {
            registry,
            log: Arc::new(log.clone()),
            index_key: IndexKey::new(&[1; 32]),
            clock: Arc::new(clock.clone()),
            entropy: Arc::new(SeededEntropy::new(1)),
        });
        Self {
            gateway,
            providers,
            log,
            clock,
        }
    }

    pub(crate) async fn send(&self, class: Class) -> Result<Outcome, Refusal> {
        self.gateway.send(draft(class)).end().await
    }

    /// How often each provider was called.
    pub(crate) fn calls(&self) -> Vec<usize> {
        self.providers
            .iter()
            .map(|provider| provider.calls().len())
            .collect()
    }
}

pub(crate) fn id(name: &str) -> ProviderId {
    ProviderId::parse(name).unwrap()
}

pub(crate) fn tenant() -> TenantId {
    TenantId::from_uuid(uuid::Uuid::from_u128(7))
}

pub(crate) fn draft(class: Class) -> Draft {
    Draft {
        tenant: tenant(),
        class,
        purpose: None,
        metadata: None,
        deadline: None,
        content: Arc::new(Content::Sms(Sms {
            to: PhoneNumber::parse("+12025550123").unwrap(),
            from: None,
            text: Body::new("Your order is ready"),
        })),
    }
}

/// The walk in one line: `a:rejected(account) b:accepted -> sent`.
pub(crate) fn told(result: &Result<Outcome, Refusal>) -> String {
    let outcome = match result {
        Ok(outcome) => outcome,
        Err(refusal) => return refusal.to_string(),
    };
    let mut words: Vec<_> = outcome
        .skipped
        .iter()
        .map(|skip| format!("{}:{}", skip.provider, skip.reason.as_str()))
        .collect();
    words.extend(
        outcome
            .attempts
            .iter()
            .map(|attempt| match &attempt.result {
                Ok(_) => format!("{}:accepted", attempt.provider),
                Err(error) => format!("{}:{}", attempt.provider, error.fact()).replace(' ', ""),
            }),
    );
    words.push(format!("-> {}", outcome.status));
    if outcome.maybe_duplicate() {
        words.push("maybe duplicate".to_owned());
    }
    words.join(" ")
}
