//! provider-smtp
