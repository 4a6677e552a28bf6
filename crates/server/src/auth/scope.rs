//! What a key may do.

use std::fmt;

/// Something a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Send messages.
    MessagesSend,
    /// Read messages and their attempts.
    MessagesRead,
    /// Send one-time passwords.
    OtpSend,
    /// Verify one-time passwords.
    OtpVerify,
    /// Read the state of challenges and cancel them.
    OtpManage,
    /// Read how providers are and in which order they are tried.
    ProvidersRead,
    /// Change the order in which providers are tried.
    ProvidersManage,
}

impl Scope {
    /// Every scope.
    pub const ALL: &'static [Self] = &[
        Self::MessagesSend,
        Self::MessagesRead,
        Self::OtpSend,
        Self::OtpVerify,
        Self::OtpManage,
        Self::ProvidersRead,
        Self::ProvidersManage,
    ];

    /// The word for it in key records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MessagesSend => "messages:send",
            Self::MessagesRead => "messages:read",
            Self::OtpSend => "otp:send",
            Self::OtpVerify => "otp:verify",
            Self::OtpManage => "otp:manage",
            Self::ProvidersRead => "providers:read",
            Self::ProvidersManage => "providers:manage",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
