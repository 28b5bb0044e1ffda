//! Settings of the logs.

use super::{ConfigError, Values};

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What is logged, and how.
#[derive(Debug, Clone)]
pub struct LogSettings {
    /// `text` by default.
    pub format: LogFormat,
    /// `info` by default, the web server's own talk left out, which has a line for each broken request of anybody; the syntax of `tracing_subscriber::EnvFilter`.
    pub filter: String,
}

impl LogSettings {
    pub(super) fn read(values: &Values) -> Result<Self, ConfigError> {
        let format = values.required("log", |text| match text {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err("is neither text nor json".to_owned()),
        })?;
        let filter = values.required("log_filter", |text| {
            let parsed = tracing_subscriber::EnvFilter::try_new(text);
            parsed
                .map(|_| text.to_owned())
                .map_err(|_| "is not a log filter like info or warn,backend=debug".to_owned())
        })?;
        Ok(Self { format, filter })
    }
}
