//! What a resident's program does.

use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;

/// An answer, or none: then nobody knows whether the request was carried out.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    Status(u16, Value),
    None,
}

impl Reply {
    pub fn status(&self) -> u16 {
        match self {
            Self::Status(status, _) => *status,
            Self::None => 0,
        }
    }

    pub fn body(&self) -> &Value {
        match self {
            Self::Status(_, body) => body,
            Self::None => &Value::Null,
        }
    }
}

/// Connections to one server.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    address: SocketAddr,
}

impl Client {
    pub fn to(address: SocketAddr) -> Self {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).no_proxy().build().unwrap();
        Self { http, address }
    }

    /// Sends a request. A 503 has to say when to come back.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>, bearer: &str, key: &str) -> Reply {
        let mut request = self.http.request(method, format!("http://{}{path}", self.address));
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        if !bearer.is_empty() {
            request = request.bearer_auth(bearer);
        }
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        let Ok(response) = request.send().await else { return Reply::None };
        let status = response.status();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            assert!(response.headers().contains_key("retry-after"), "a 503 without Retry-After");
        }
        match response.bytes().await {
            Ok(body) => Reply::Status(status.as_u16(), serde_json::from_slice(&body).unwrap_or_default()),
            Err(_) => Reply::None,
        }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None, "", "").await
    }

    pub async fn book(&self, wish: &Value, key: &str) -> Reply {
        self.send(Method::POST, "/api/v1/bookings", Some(wish), "", key).await
    }

    /// Whether the server says that it can serve.
    pub async fn is_ready(&self) -> bool {
        self.get("/health/ready").await.status() == 200
    }
}
