//! What the message says that carries a code.

use std::sync::Arc;

use jiff::Timestamp;
use msg_core::message::{Email, Sms, Speech, Voice, WhatsApp, WhatsAppBody};
use msg_core::text::{Body, HeaderText};
use msg_core::{Channel, Content, EmailAddress, PhoneNumber, Recipient};
use otp::{Challenge, Code, Otp};
use serde::Serialize;

use super::{Brand, SendCode};
use crate::dispatch::{Render, RenderError};
use crate::template::{Part, Templates};

/// The template for purposes that have none of their own, `otp_<purpose>`.
const TEMPLATE: &str = "otp_verification";

/// How often a call says the code.
const SPOKEN_TIMES: u8 = 3;

/// Renders the message of one challenge, deriving its code each time.
#[derive(Debug)]
pub(super) struct CodeContent {
    pub(super) otp: Arc<Otp>,
    pub(super) templates: Arc<Templates>,
    pub(super) brand: Arc<Brand>,
    pub(super) challenge: Challenge,
    pub(super) request: SendCode,
}

#[derive(Serialize)]
struct Variables<'a> {
    app_name: &'a str,
    code: &'a str,
    minutes: i64,
}

impl Render for CodeContent {
    fn render(&self, now: Timestamp) -> Result<Content, RenderError> {
        let code = self
            .otp
            .code(&self.challenge, &self.request.recipient)
            .map_err(RenderError::new)?;
        match &self.request.recipient {
            Recipient::Email(to) => self.email(to, &code, now),
            Recipient::Phone(to) => self.by_phone(to, &code, now),
            other => Err(RenderError::new(format!("no template addresses {other}"))),
        }
    }
}

impl CodeContent {
    fn email(
        &self,
        to: &EmailAddress,
        code: &Code,
        now: Timestamp,
    ) -> Result<Content, RenderError> {
        let subject = self.text(Part::EmailSubject, code, now)?;
        let subject = HeaderText::new(subject).map_err(RenderError::new)?;
        Ok(Content::Email(Box::new(Email {
            from: self.request.sender.clone(),
            text: Some(Body::new(self.text(Part::EmailText, code, now)?)),
            html: Some(Body::new(self.text(Part::EmailHtml, code, now)?)),
            ..Email::new(to.clone(), subject)
        })))
    }

    fn by_phone(
        &self,
        to: &PhoneNumber,
        code: &Code,
        now: Timestamp,
    ) -> Result<Content, RenderError> {
        let to = to.clone();
        Ok(match self.request.channel {
            Channel::Voice => Content::Voice(Voice {
                to,
                from: None,
                language: Some(self.request.locale.to_string()),
                speech: Speech::Code {
                    intro: Body::new(self.text(Part::Voice, code, now)?),
                    code: Body::new(code.expose()),
                    times: SPOKEN_TIMES,
                },
            }),
            Channel::WhatsApp => Content::WhatsApp(Box::new(WhatsApp {
                to,
                from: None,
                reply_to: None,
                body: WhatsAppBody::Text(Body::new(self.text(Part::Sms, code, now)?)),
            })),
            Channel::Sms | Channel::Email => Content::Sms(Sms {
                to,
                from: None,
                text: Body::new(self.sms(code, now)?),
            }),
        })
    }

    fn sms(&self, code: &Code, now: Timestamp) -> Result<String, RenderError> {
        let text = self.text(Part::Sms, code, now)?;
        Ok(match &self.brand.webotp_host {
            Some(host) => format!("{text}\n\n@{host} #{}", code.expose()),
            None => text,
        })
    }

    fn text(&self, part: Part, code: &Code, now: Timestamp) -> Result<String, RenderError> {
        let variables = Variables {
            app_name: &self.brand.app_name,
            code: code.expose(),
            minutes: minutes_left(self.challenge.expires_at, now),
        };
        let own = format!("otp_{}", self.challenge.purpose.as_str());
        let name = if self.templates.has(&own) {
            &own
        } else {
            TEMPLATE
        };
        self.templates
            .render(name, part, &self.request.locale, variables)
            .map_err(RenderError::new)
    }
}

/// Whole minutes until the code expires. The five seconds keep the moments between making a code and writing its
/// message from costing a minute.
fn minutes_left(expires_at: Timestamp, now: Timestamp) -> i64 {
    let left = expires_at.duration_since(now).as_secs();
    ((left + 5) / 60).max(1)
}
