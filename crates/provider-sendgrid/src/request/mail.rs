//! The shape of the request: [Mail Send](https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send).

use std::collections::BTreeMap;

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Mail<'a> {
    pub(super) personalizations: [Personalization<'a>; 1],
    pub(super) from: Person<'a>,
    // The vendor takes one of the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reply_to: Option<Person<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) reply_to_list: Vec<Person<'a>>,
    pub(super) subject: &'a str,
    pub(super) content: Vec<Part<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) attachments: Vec<File<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) headers: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) categories: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) asm: Option<Group>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ip_pool_name: Option<&'a str>,
    #[serde(rename = "mail_settings", skip_serializing_if = "Option::is_none")]
    pub(super) settings: Option<MailSettings>,
    #[serde(
        rename = "tracking_settings",
        skip_serializing_if = "TrackingSettings::is_empty"
    )]
    pub(super) tracking: TrackingSettings,
}

#[derive(Serialize)]
pub(super) struct Personalization<'a> {
    pub(super) to: Vec<Person<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cc: Vec<Person<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) bcc: Vec<Person<'a>>,
    // Not beside the personalizations: there the vendor's specification has a text, here an object.
    pub(super) custom_args: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
pub(super) struct Person<'a> {
    pub(super) email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Part<'a> {
    pub(super) r#type: &'static str,
    pub(super) value: &'a str,
}

#[derive(Serialize)]
pub(super) struct File<'a> {
    pub(super) content: String,
    pub(super) filename: &'a str,
    pub(super) r#type: &'a str,
    pub(super) disposition: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_id: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Group {
    pub(super) group_id: u32,
}

#[derive(Serialize)]
pub(super) struct MailSettings {
    pub(super) sandbox_mode: Switch,
}

#[derive(Serialize)]
pub(super) struct TrackingSettings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) click_tracking: Option<ClickSwitch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) open_tracking: Option<Switch>,
}

impl TrackingSettings {
    const fn is_empty(&self) -> bool {
        self.click_tracking.is_none() && self.open_tracking.is_none()
    }
}

#[derive(Serialize)]
pub(super) struct Switch {
    pub(super) enable: bool,
}

#[derive(Serialize)]
pub(super) struct ClickSwitch {
    pub(super) enable: bool,
    pub(super) enable_text: bool,
}
