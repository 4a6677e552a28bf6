//! The walk itself: attempt after attempt, each written down before it is made.

use std::sync::Arc;

use jiff::Timestamp;
use msg_core::failover::{End, Walk};
use msg_core::outcome::Step;
use msg_core::ports::{EndedAttempt, EndedMessage, NewAttempt, NewMessage, Next};
use msg_core::status::MessageStatus;
use msg_core::{AttemptId, Content, Fact, MessageId, Outbound, SendError};
use tokio_util::task::TaskTracker;

use super::Parts;
use super::draft::{Draft, RenderError};
use super::mend::mend;
use super::outcome::{AttemptReport, Outcome, Refusal};
use super::plan::Plan;
use crate::registry::{Account, Pass};

/// Takes the message in and walks it to its end.
pub(super) async fn run(
    parts: Arc<Parts>,
    walks: TaskTracker,
    id: MessageId,
    draft: Draft,
) -> Result<Outcome, Refusal> {
    let now = parts.clock.now();
    if expired(&draft, now) {
        return Err(Refusal::Expired);
    }
    let content = draft.content.render(now)?;
    let mut plan = Plan::new(&parts.registry, draft.tenant, draft.class, &content);
    let Some((account, pass)) = plan.next() else {
        return Err(plan.refusal());
    };
    let message = new_message(&parts, id, &draft, &content, now);
    let mut course = Course {
        walk: Walk::new(draft.class),
        outcome: outcome(&message),
        parts,
        walks,
        id,
        draft,
        plan,
    };
    let first = course.new_attempt(&account);
    course.parts.log.accept(&message, &first).await?;
    course.go(account, pass, first, content).await;
    Ok(course.finish())
}

/// A message on its walk.
struct Course {
    parts: Arc<Parts>,
    walks: TaskTracker,
    id: MessageId,
    draft: Draft,
    plan: Plan,
    walk: Walk,
    outcome: Outcome,
}

impl Course {
    async fn go(
        &mut self,
        mut account: Arc<Account>,
        mut pass: Pass,
        mut attempt: NewAttempt,
        mut content: Content,
    ) {
        loop {
            let ended = self.call(&account, pass, &attempt, content).await;
            let following = self.after(&ended);
            let next = match &following {
                Some((account, ..)) => Next::Attempt(self.new_attempt(account)),
                None => Next::End(self.ended()),
            };
            // Nothing leaves that was not written down, so a record that can't be written ends the walk. The caller hears
            // what is known, and the record is mended when the store works again.
            if let Err(error) = self.parts.log.advance(&ended, &next).await {
                tracing::error!(message.id = %self.id, %error, "what became of a message was not written down; trying again");
                let end = Next::End(self.ended());
                self.walks.spawn(mend(Arc::clone(&self.parts), ended, end));
                return;
            }
            let (Next::Attempt(begun), Some(following)) = (next, following) else {
                return;
            };
            attempt = begun;
            (account, pass, content) = following;
        }
    }

    async fn call(
        &mut self,
        account: &Account,
        pass: Pass,
        attempt: &NewAttempt,
        content: Content,
    ) -> EndedAttempt {
        let clock = &self.parts.clock;
        let rest = self.draft.deadline.map(|deadline| {
            let rest = deadline.duration_since(clock.now());
            rest.try_into().unwrap_or_default()
        });
        let outbound = Outbound {
            message: self.id,
            attempt: attempt.id,
            class: self.draft.class,
            validity: rest,
            content,
        };
        let began = clock.monotonic();
        let result = account.call(pass, &outbound, rest).await;
        let took = clock.monotonic().since(began);
        report(self.id, account, &result, took);
        self.outcome.attempts.push(AttemptReport {
            provider: account.id().clone(),
            result: result.clone(),
            took,
        });
        EndedAttempt {
            id: attempt.id,
            message: self.id,
            result,
            ended_at: clock.now(),
            took,
        }
    }

    /// Takes in how the attempt ended; the next account with the content for it, if the table wants one.
    fn after(&mut self, ended: &EndedAttempt) -> Option<(Arc<Account>, Pass, Content)> {
        let fact = ended
            .result
            .as_ref()
            .map_or_else(SendError::fact, |_| Fact::Accepted);
        if self.walk.take(fact) != Step::NextProvider || expired(&self.draft, ended.ended_at) {
            return None;
        }
        let content = self.render(ended.ended_at)?;
        let (account, pass) = self.plan.next()?;
        Some((account, pass, content))
    }

    fn render(&self, now: Timestamp) -> Option<Content> {
        self.draft
            .content
            .render(now)
            .inspect_err(|error: &RenderError| {
                tracing::error!(message.id = %self.id, %error, "a message could not be rendered again");
            })
            .ok()
    }

    fn new_attempt(&self, account: &Account) -> NewAttempt {
        let now = self.parts.clock.now();
        let number = u32::try_from(self.outcome.attempts.len()).unwrap_or(u32::MAX);
        NewAttempt {
            id: AttemptId::generate(now, self.parts.entropy.as_ref()),
            message: self.id,
            number: number.saturating_add(1),
            provider: account.id().clone(),
            started_at: now,
        }
    }

    fn ended(&self) -> EndedMessage {
        let end = self.walk.end();
        EndedMessage {
            status: status(end),
            maybe_duplicate: end.maybe_duplicate(),
        }
    }

    fn finish(mut self) -> Outcome {
        let end = self.walk.end();
        self.outcome.end = end;
        self.outcome.status = status(end);
        self.outcome.skipped = self.plan.skipped;
        if let Some((_, accepted)) = self.outcome.accepted() {
            self.outcome.parts = accepted.parts.or(self.outcome.parts);
        }
        self.outcome
    }
}

const fn status(end: End) -> MessageStatus {
    match end {
        End::Sent { .. } => MessageStatus::Sent,
        End::Unknown { .. } => MessageStatus::Unknown,
        End::Failed { .. } => MessageStatus::Failed,
    }
}

fn expired(draft: &Draft, now: Timestamp) -> bool {
    draft.deadline.is_some_and(|deadline| deadline <= now)
}

fn new_message(
    parts: &Parts,
    id: MessageId,
    draft: &Draft,
    content: &Content,
    now: Timestamp,
) -> NewMessage {
    let recipient = content.recipient();
    let segments = match content {
        Content::Sms(sms) => Some(sms_encoding::analyze(sms.text.expose())),
        _ => None,
    };
    NewMessage {
        id,
        tenant: draft.tenant,
        channel: content.channel(),
        class: draft.class,
        purpose: draft.purpose.clone(),
        recipient_index: parts.index_key.index(draft.tenant, &recipient),
        recipient,
        metadata: draft.metadata.clone(),
        parts: segments.and_then(|sms| u32::try_from(sms.segments).ok()),
        encoding: segments.map(|sms| sms.encoding.as_str()),
        created_at: now,
    }
}

fn outcome(message: &NewMessage) -> Outcome {
    Outcome {
        id: message.id,
        channel: message.channel,
        end: End::Failed { blame: None },
        status: MessageStatus::Sending,
        parts: message.parts,
        encoding: message.encoding,
        attempts: Vec::new(),
        skipped: Vec::new(),
    }
}

fn report(
    id: MessageId,
    account: &Account,
    result: &Result<msg_core::Accepted, SendError>,
    took: std::time::Duration,
) {
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match result {
        Ok(_) => {
            tracing::info!(message.id = %id, provider.name = %account.id(), duration_ms, "a provider accepted a message");
        }
        Err(error) => {
            tracing::warn!(message.id = %id, provider.name = %account.id(), duration_ms, %error, "a provider did not accept a message");
        }
    }
}
