//! What the API says about itself as a whole.

use utoipa::Modify;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Herald",
        description = "A self-hosted messaging gateway and one-time-password service. Errors are problem documents (RFC 9457).",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    tags(
        (name = "one-time passwords", description = "make, send and verify codes"),
        (name = "messages", description = "send messages and look them up"),
        (name = "providers", description = "what messages are sent with, and in which order"),
        (name = "health", description = "how the service and its providers are")
    ),
    modifiers(&ApiKeyScheme)
)]
struct Document;

struct ApiKeyScheme;

impl Modify for ApiKeyScheme {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("an API key; each operation names the scope it needs"))
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("api_key", SecurityScheme::Http(scheme));
    }
}

/// The document without paths; the routes add those.
pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
