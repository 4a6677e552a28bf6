//! From a body to a request.

use std::fmt::Write;

use aws_lc_rs::hmac;
use http_client::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http_client::{Authorization, HeaderName, HeaderValue, Method, Request};
use secrecy::ExposeSecret;

use crate::settings::{Auth, Settings};

/// What goes into the header of every request, made once.
pub(crate) enum Credentials {
    None,
    Authorization(Authorization),
    Header(HeaderName, HeaderValue),
    Hmac {
        header: HeaderName,
        prefix: String,
        key: Box<hmac::Key>,
    },
}

impl Credentials {
    pub(crate) fn new(auth: &Auth) -> Result<Self, InvalidAuth> {
        Ok(match auth {
            Auth::None => Self::None,
            Auth::Basic { user, password } => {
                let basic = Authorization::basic(user, password);
                Self::Authorization(basic.map_err(|_| InvalidAuth)?)
            }
            Auth::Token {
                header,
                scheme,
                token,
            } => {
                let token = token.expose_secret();
                let sound = !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic());
                let value = match scheme {
                    Some(scheme) => format!("{scheme} {token}"),
                    None => token.to_owned(),
                };
                let value = HeaderValue::try_from(value).ok().filter(|_| sound);
                let mut value = value.ok_or(InvalidAuth)?;
                value.set_sensitive(true);
                Self::Header(header.clone(), value)
            }
            Auth::HmacSha256 {
                header,
                prefix,
                key,
            } => {
                let key = key.expose_secret();
                HeaderValue::from_str(prefix).map_err(|_| InvalidAuth)?;
                if key.is_empty() {
                    return Err(InvalidAuth);
                }
                Self::Hmac {
                    header: header.clone(),
                    prefix: prefix.clone(),
                    key: Box::new(hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes())),
                }
            }
        })
    }

    fn put_on(&self, request: Request) -> Request {
        match self {
            Self::None => request,
            Self::Authorization(authorization) => request.authorization(authorization),
            Self::Header(name, value) => request.header(name.clone(), value.clone()),
            Self::Hmac {
                header,
                prefix,
                key,
            } => {
                let mut value = prefix.clone();
                for byte in hmac::sign(key, &request.body).as_ref() {
                    let _ = write!(value, "{byte:02x}");
                }
                let value = HeaderValue::try_from(value).expect("the prefix was one, digits are");
                request.header(header.clone(), value)
            }
        }
    }
}

/// Credentials that no header can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is empty or has a space, a line break or a character outside ASCII; copy it again")]
pub struct InvalidAuth;

pub(crate) fn request(settings: &Settings, credentials: &Credentials, body: String) -> Request {
    let mut request = Request::new(settings.method.clone(), settings.url.clone())
        .header(ACCEPT, HeaderValue::from_static("application/json"));
    if settings.method == Method::GET {
        let query = match request.url.query() {
            Some(query) => format!("{query}&{body}"),
            None => body,
        };
        request.url.set_query(Some(&query));
    } else {
        let content_type = settings.content_type.clone();
        let own = HeaderValue::from_static(settings.body.format().media_type());
        request = request.header(CONTENT_TYPE, content_type.unwrap_or(own));
        request.body = body.into();
    }
    for (name, value) in &settings.headers {
        request = request.header(name.clone(), value.clone());
    }
    credentials.put_on(request)
}

/// The field that credentials go into unless an account says otherwise.
pub(crate) fn default_header(auth: &str) -> HeaderName {
    match auth {
        "hmac-sha256" => HeaderName::from_static("x-signature"),
        _ => AUTHORIZATION,
    }
}
