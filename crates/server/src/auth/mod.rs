//! Who is calling, and what they may do.

mod api_key;
mod caller;
mod scope;

pub use api_key::ApiKey;
pub use caller::Caller;
pub use scope::Scope;
