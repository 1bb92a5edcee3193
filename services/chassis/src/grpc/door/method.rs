//! The name under which a call is told of.

use std::{collections::HashSet, sync::LazyLock};

use prost::Message;
use prost_types::FileDescriptorSet;

/// Stands for every path that is no method of the contracts: callers make up as
/// many as they like, and each would have a series of its own in the metrics
/// (<https://opentelemetry.io/docs/specs/semconv/rpc/rpc-spans/>, `rpc.method`).
const OTHER: &str = "_OTHER";

/// The methods of the contracts: `package.Service/Method`.
static METHODS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let contracts = FileDescriptorSet::decode(linia_proto::FILE_DESCRIPTOR_SET)
        .expect("the build script wrote a valid descriptor set");
    let services = contracts.file.iter().flat_map(|file| {
        let package = file.package();
        file.service.iter().map(move |service| (package, service))
    });
    let methods = services.flat_map(|(package, service)| {
        let name = move |method: &str| format!("{package}.{}/{method}", service.name());
        service.method.iter().map(move |method| name(method.name()))
    });
    methods.collect()
});

/// The method that a path leads to, as the conventions write it.
pub(super) fn method_of(path: &str) -> &'static str {
    let name = path.strip_prefix('/').unwrap_or(path);
    METHODS.get(name).map_or(OTHER, String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_methods_of_the_contracts_have_names() {
        let known = "linia.challenges.v1.QuestionService/AskQuestion";
        assert_eq!(method_of(&format!("/{known}")), known);
        for path in [
            "",
            "/",
            "//linia.challenges.v1.QuestionService/AskQuestion",
            "/linia.challenges.v1.QuestionService/Ask",
            "/linia.challenges.v1.QuestionService/AskQuestion/",
            "/linia.challenges.v1.NoService/AskQuestion",
        ] {
            assert_eq!(method_of(path), OTHER, "{path}");
        }
    }
}
