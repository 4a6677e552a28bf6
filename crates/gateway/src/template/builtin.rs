//! The templates that are compiled in.

macro_rules! files {
    ($($path:literal,)*) => {
        /// Path below `templates/`, and content.
        pub(super) const FILES: &[(&str, &str)] = &[
            $(($path, include_str!(concat!("../../../../templates/", $path))),)*
        ];
    };
}

files! {
    "otp_password_reset/en/email.html",
    "otp_password_reset/en/email.subject.txt",
    "otp_password_reset/en/email.txt",
    "otp_password_reset/en/sms.txt",
    "otp_password_reset/en/voice.txt",
    "otp_verification/en/email.html",
    "otp_verification/en/email.subject.txt",
    "otp_verification/en/email.txt",
    "otp_verification/en/sms.txt",
    "otp_verification/en/voice.txt",
}
