//! One call of a service, and what is certain after it.

use std::error::Error;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use msg_core::text::VendorText;
use msg_core::{Blame, NotSent, SendError};
use tokio::time::timeout;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

use crate::account::Account;
use crate::classify::{Said, Table};
use crate::watch::{Progress, Watch};

/// Awaits `call` for at most `limit`, and makes of its failure what is certain.
///
/// `private` is what a service might quote, and nobody may read in a log.
pub(crate) async fn exchange<T, E>(
    call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    progress: &Progress,
    limit: Duration,
    table: Table,
    private: &[&str],
) -> Result<T, SendError>
where
    E: ProvideErrorMetadata + Error + 'static,
{
    // The SDK logs answers whole, which quote recipients.
    let call = call.with_subscriber(NoSubscriber::default());
    match timeout(limit, call).await {
        Ok(Ok(output)) => Ok(output),
        Ok(Err(failure)) => Err(into_error(&failure, progress, table, private)),
        Err(_) if progress.is_uncertain() => Err(SendError::unknown(ours(
            "no answer in time; it may have been taken",
        ))),
        Err(_) => Err(SendError::not_sent(
            NotSent::Unreachable,
            ours("the request could not be handed over in time"),
        )),
    }
}

/// One call about an account rather than a message.
pub(crate) async fn ask<T, E, F>(
    account: &Account,
    table: Table,
    private: &[&str],
    call: impl FnOnce(Watch) -> F,
) -> Result<T, SendError>
where
    E: ProvideErrorMetadata + Error + 'static,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    let progress = Progress::default();
    let call = call(Watch(progress.clone()));
    exchange(call, &progress, account.timeout, table, private).await
}

fn into_error<E>(
    failure: &SdkError<E, HttpResponse>,
    progress: &Progress,
    table: Table,
    private: &[&str],
) -> SendError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    match failure {
        SdkError::ServiceError(refused) => Said {
            code: refused.err().code(),
            message: refused.err().message(),
            status: refused.raw().status().as_u16(),
            retry_after: refused.raw().headers().get("retry-after"),
        }
        .into_error(table, private),
        // Nothing was called: the SDK can't make a request of these settings.
        SdkError::ConstructionFailure(_) => SendError::rejected(
            Blame::Account,
            told("the request can't be made", failure, private),
        ),
        _ if progress.is_uncertain() => SendError::unknown(told(
            "no readable answer; it may have been taken",
            failure,
            private,
        )),
        _ => not_sent(failure, private),
    }
}

fn not_sent(failure: &(dyn Error + 'static), private: &[&str]) -> SendError {
    let credentials = chain(failure).find_map(|error| error.downcast_ref::<CredentialsError>());
    match credentials {
        Some(
            CredentialsError::CredentialsNotLoaded(_) | CredentialsError::InvalidConfiguration(_),
        ) => SendError::rejected(
            Blame::Account,
            told(
                "no credentials were found; set an access key, a profile or a role",
                failure,
                private,
            ),
        ),
        Some(_) => SendError::not_sent(
            NotSent::Unreachable,
            told("the source of the credentials failed", failure, private),
        ),
        None => SendError::not_sent(
            NotSent::Unreachable,
            told("no connection to the service", failure, private),
        ),
    }
}

fn ours(text: &str) -> VendorText {
    VendorText::redact(text, &[])
}

/// What happened, with the innermost cause: the outer ones say only that something failed.
fn told(what: &str, failure: &(dyn Error + 'static), private: &[&str]) -> VendorText {
    let cause = chain(failure).last().map(ToString::to_string);
    VendorText::redact(&format!("{what}: {}", cause.unwrap_or_default()), private)
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// The service can't do it; nothing was called.
pub(crate) fn unsupported(what: &str) -> SendError {
    SendError::not_sent(NotSent::Unsupported, ours(what))
}

/// Nobody should get such a message; nothing was called.
pub(crate) fn refused(what: &str) -> SendError {
    SendError::rejected(Blame::Message, ours(what))
}
