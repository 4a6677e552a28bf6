//! What a kind of provider is, as data.

use std::time::Duration;

use super::Capability;
use crate::channel::Channel;

/// What a kind of provider is: the one source for planning, `GET /health/messaging` and the documentation.
#[derive(Clone, Copy, Debug)]
pub struct Descriptor {
    /// The kind, as settings name it: `smtp`, `aws-ses`.
    pub kind: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// The class name under which earlier services reported it.
    pub legacy_name: &'static str,
    /// The channels it sends on.
    pub channels: &'static [Channel],
    /// What it can do on them.
    pub capabilities: &'static [Capability],
    /// What its "accepted" means, in one sentence.
    pub accepted_means: &'static str,
    /// How long one attempt may take, where the usual time isn't right for it.
    pub attempt_timeout: Option<Duration>,
}
