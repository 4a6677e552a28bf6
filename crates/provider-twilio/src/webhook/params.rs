//! The parameters of a request, decoded.

use std::fmt;

use url::form_urlencoded;

/// Parameters in their order, with those that come more than once.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// Of a form, and of a query without its `?`.
    pub(super) fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    pub(super) fn of_query(url: &str) -> Self {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        Self::parse(query.as_bytes())
    }

    /// The first value of `name` that isn't empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(key, _)| key == name);
        let value = values.find(|(_, value)| !value.is_empty());
        value.map(|(_, value)| value.as_str())
    }

    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// What Twilio signs of them: each name and value once, by name and then by value.
    pub(super) fn signed(&self) -> Vec<(&str, &str)> {
        let pairs = self.0.iter();
        let mut pairs: Vec<_> = pairs
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Params({})", self.0.len())
    }
}
