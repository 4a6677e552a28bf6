//! Every type of problem there is, in one table.

use http::StatusCode;

/// Makes the enum, the list of its variants and their rows of one table.
macro_rules! problem_types {
    ($($variant:ident = $status:ident $slug:literal $title:literal $about:literal;)+) => {
        /// The type of a problem: what went wrong, and with it the status of the answer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ProblemType {
            $(#[doc = $about] $variant,)+
        }

        impl ProblemType {
            /// All types, in the order of their documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            const fn row(self) -> Row {
                match self {
                    $(Self::$variant => Row {
                        status: StatusCode::$status,
                        slug: $slug,
                        title: $title,
                        about: $about,
                    },)+
                }
            }
        }
    };
}

struct Row {
    status: StatusCode,
    slug: &'static str,
    title: &'static str,
    about: &'static str,
}

problem_types! {
    BadRequest = BAD_REQUEST "bad-request" "Bad request"
        "The request is not well-formed HTTP, or its length could be read in two ways; the connection is closed.";
    MalformedJson = BAD_REQUEST "malformed-json" "Malformed JSON"
        "The body is not one JSON value in UTF-8: a syntax error, a key that comes twice in an object, half of a surrogate pair, or nesting deeper than 64 levels.";
    Unauthenticated = UNAUTHORIZED "unauthenticated" "Not authenticated"
        "The request has no `Authorization: Bearer` key, or one that is unknown, revoked or expired.";
    InsufficientScope = FORBIDDEN "insufficient-scope" "Scope missing"
        "The key is valid, but lacks the scope that this operation needs.";
    NotFound = NOT_FOUND "not-found" "Not found"
        "There is nothing at this path for this key; what belongs to another tenant looks the same.";
    MethodNotAllowed = METHOD_NOT_ALLOWED "method-not-allowed" "Method not allowed"
        "The path exists, but not with this method; `Allow` lists those it has.";
    RequestTimeout = REQUEST_TIMEOUT "request-timeout" "Request timed out"
        "The head or the body of the request came too slowly; the connection is closed.";
    ContentTooLarge = PAYLOAD_TOO_LARGE "content-too-large" "Body too large"
        "The body is larger than this path accepts; the connection is closed.";
    UnsupportedMediaType = UNSUPPORTED_MEDIA_TYPE "unsupported-media-type" "Unsupported media type"
        "The body is not declared as `application/json` (or `application/*+json`) in UTF-8 without a content encoding.";
    ValidationFailed = UNPROCESSABLE_ENTITY "validation-failed" "Validation failed"
        "The body is JSON, but not what this path expects; `errors` points at each field with a code.";
    HeaderNotAllowed = UNPROCESSABLE_ENTITY "header-not-allowed" "Header not allowed"
        "A mail header has a name outside the allowed list, or a line break or control character in its value.";
    RecipientRefused = UNPROCESSABLE_ENTITY "recipient-refused" "Recipient refused"
        "A provider refused the message because of its recipient; another try will not help.";
    MessageRefused = UNPROCESSABLE_ENTITY "message-refused" "Message refused"
        "A provider refused the message because of what it holds; another provider would not get it, and another try will not help.";
    QuotaExceeded = TOO_MANY_REQUESTS "quota-exceeded" "Quota exceeded"
        "A limit was reached; `violated-policies` names it and `Retry-After` says in how many seconds it has room again.";
    HeadersTooLarge = REQUEST_HEADER_FIELDS_TOO_LARGE "headers-too-large" "Headers too large"
        "The head of the request has more than 100 fields or more than 16 KiB; the connection is closed.";
    Internal = INTERNAL_SERVER_ERROR "internal" "Internal error"
        "A fault of this server; its log has the cause under the request id in `instance`.";
    ProviderRefused = BAD_GATEWAY "provider-refused" "Providers refused"
        "Every provider that could carry the message refused it; `attempts` lists their answers.";
    StorageUnavailable = SERVICE_UNAVAILABLE "storage-unavailable" "Storage unavailable"
        "The database does not answer or cannot be written; nothing was accepted.";
    NoProviderAvailable = SERVICE_UNAVAILABLE "no-provider-available" "No provider available"
        "No provider for this channel takes messages at present; nothing was sent.";
    ProcessingTimeout = SERVICE_UNAVAILABLE "processing-timeout" "Not finished in time"
        "The request was read, but not finished within 30 s; whether it took effect is not known.";
}

impl ProblemType {
    /// The type's name in its address, in lower case with hyphens.
    pub const fn slug(self) -> &'static str {
        self.row().slug
    }

    /// A few words that are the same for every problem of this type.
    pub const fn title(self) -> &'static str {
        self.row().title
    }

    /// The HTTP status of the answer.
    pub const fn status(self) -> StatusCode {
        self.row().status
    }

    /// A sentence that explains the type.
    pub const fn about(self) -> &'static str {
        self.row().about
    }

    /// The address that identifies the type (RFC 9457 §3.1.1): `/problems/<slug>`, but for limits the one of the
    /// [`RateLimit` draft](https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/).
    pub fn uri(self) -> String {
        match self {
            Self::QuotaExceeded => {
                "https://iana.org/assignments/http-problem-types#quota-exceeded".to_owned()
            }
            other => format!("/problems/{}", other.slug()),
        }
    }

    /// Finds the type of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.slug() == slug)
    }

    /// The type for a status that came without a problem document.
    pub(in crate::http) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::BAD_REQUEST => Self::BadRequest,
            StatusCode::UNPROCESSABLE_ENTITY => Self::ValidationFailed,
            StatusCode::SERVICE_UNAVAILABLE => Self::ProcessingTimeout,
            status => Self::ALL
                .iter()
                .copied()
                .find(|kind| kind.status() == status)
                .unwrap_or(if status.is_client_error() {
                    Self::BadRequest
                } else {
                    Self::Internal
                }),
        }
    }

    /// Whether more of the same request may still be on its way, so that the connection can't be used again.
    pub(super) const fn closes(self) -> bool {
        matches!(
            self,
            Self::RequestTimeout | Self::ContentTooLarge | Self::HeadersTooLarge
        )
    }
}
