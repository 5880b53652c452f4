//! Traces by OTLP (OpenTelemetry protocol over HTTP): what a request, a call to another server or a job took, and what it was part of.
//!
//! Invariants: spans are sent that were made for it ([`latchkey_system::TRACES`]) and no others, and never an event of the log, so that
//! nothing of a person goes along; a collector that does not answer holds nobody up.

mod collector;
mod parent;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;
use url::Url;

use self::collector::Collector;
pub use self::parent::continue_trace;

/// Where collectors take traces, below the address that operators name (OTLP/HTTP).
const PATH: &str = "v1/traces";

/// Why there are no traces.
#[derive(Debug, thiserror::Error)]
pub enum TracesError {
    /// The address is none.
    #[error("LATCHKEY_OTLP_ENDPOINT {0:?} is not an http or https address")]
    Address(String),
    /// The client that sends them could not be made.
    #[error("the client for the collector of traces cannot be made: {0}")]
    Client(String),
    /// The exporter could not be made.
    #[error(transparent)]
    Exporter(#[from] ExporterBuildError),
}

/// The way to a collector.
#[derive(Debug)]
pub struct Traces {
    provider: SdkTracerProvider,
}

impl Traces {
    /// To the collector at `endpoint`, such as `http://collector:4318`. Headers that it wants, such as a token, are read from
    /// `OTEL_EXPORTER_OTLP_HEADERS`. To be called in a Tokio runtime, which carries the sending.
    ///
    /// # Errors
    /// An address that is none; a client that could not be made.
    pub fn to(endpoint: &str, version: &'static str) -> Result<Self, TracesError> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Collector::new()?)
            .with_endpoint(address(endpoint)?)
            .build()?;
        let resource = Resource::builder()
            .with_service_name("latchkey")
            .with_attribute(opentelemetry::KeyValue::new("service.version", version))
            .build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource)
            .build();
        Ok(Self { provider })
    }

    /// Takes the spans that were made for traces from the log's subscriber.
    pub fn layer<S>(&self) -> impl Layer<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer("latchkey"))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_filter(filter_fn(|metadata| {
                metadata.is_span() && metadata.target() == latchkey_system::TRACES
            }))
    }

    /// Sends what is left. Waits for the collector, for some seconds at most.
    pub fn finish(self) {
        // What could not be sent is lost: there is nobody left to tell.
        drop(self.provider.shutdown());
    }
}

/// The address of the traces below an endpoint.
fn address(endpoint: &str) -> Result<String, TracesError> {
    let refused = || TracesError::Address(endpoint.to_owned());
    let with_slash = format!("{}/", endpoint.trim_end_matches('/'));
    let base = Url::parse(&with_slash).map_err(|_| refused())?;
    if !matches!(base.scheme(), "http" | "https") {
        return Err(refused());
    }
    Ok(base.join(PATH).map_err(|_| refused())?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_go_below_the_endpoint() {
        let expected = "http://collector:4318/v1/traces";
        for endpoint in ["http://collector:4318", "http://collector:4318/"] {
            assert_eq!(address(endpoint).expect("an address"), expected);
        }
        assert_eq!(
            address("https://otlp.example/tenant").expect("an address"),
            "https://otlp.example/tenant/v1/traces"
        );
        for wrong in ["collector:4318", "", "ftp://collector"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
