//! Calls by the method's name with bodies in JSON, through the published contract alone.

use std::collections::BTreeMap;

use linia_tests::stack::Service;
use linia_tests::story::Clients;
use prost_reflect::bytes::{Buf as _, BufMut as _};
use prost_reflect::prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, MethodDescriptor};
use serde_json::Value;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::{Request, Status};

/// Published by every service, for its own consumers.
const EVERY_SERVICE: &str = "linia.admin.v1";

/// The published contract: every public method of every service, by its name.
pub(crate) struct Wire(BTreeMap<String, Rpc>);

/// A method, and the service that it is called on.
#[derive(Debug, Clone)]
pub(crate) struct Rpc {
    pub(crate) service: Service,
    method: MethodDescriptor,
}

impl Rpc {
    /// `Service/Method`, with the process behind an `@` where every service has it.
    pub(crate) fn name(&self) -> String {
        let method = &self.method;
        let name = format!("{}/{}", method.parent_service().name(), method.name());
        if package(method) == EVERY_SERVICE {
            format!("{name}@{}", self.service)
        } else {
            name
        }
    }

    /// The message that it takes.
    pub(crate) fn input(&self) -> MessageDescriptor {
        self.method.input()
    }

    /// Whether it answers in pages.
    pub(super) fn is_list(&self) -> bool {
        self.input().get_field_by_name("page_token").is_some()
    }

    fn path(&self) -> PathAndQuery {
        let service = self.method.parent_service();
        let path = format!("/{}/{}", service.full_name(), self.method.name());
        path.parse().unwrap()
    }
}

impl Wire {
    pub(crate) fn new() -> Self {
        let pool = DescriptorPool::decode(linia_proto::FILE_DESCRIPTOR_SET).unwrap();
        let methods = pool.services().flat_map(|service| {
            let methods: Vec<_> = service.methods().collect();
            methods
        });
        let rpcs = methods.flat_map(|method| {
            let package = package(&method);
            let serves = move |service: &Service| {
                package == EVERY_SERVICE || package == format!("linia.{service}.v1")
            };
            let services = Service::ALL.into_iter().filter(serves);
            services.map(move |service| Rpc {
                service,
                method: method.clone(),
            })
        });
        Self(rpcs.map(|rpc| (rpc.name(), rpc)).collect())
    }

    /// Every public method of every service.
    pub(crate) fn rpcs(&self) -> Vec<Rpc> {
        self.0.values().cloned().collect()
    }

    /// The method of this name.
    pub(crate) fn rpc(&self, name: &str) -> Rpc {
        let rpc = self.0.get(name);
        rpc.unwrap_or_else(|| panic!("there is no {name}")).clone()
    }

    /// Calls a method with a body in JSON.
    pub(crate) async fn call(
        &self,
        who: &Clients,
        name: &str,
        body: &Value,
    ) -> Result<Value, Status> {
        let rpc = self.rpc(name);
        let request = DynamicMessage::deserialize(rpc.method.input(), body)
            .unwrap_or_else(|error| panic!("{name} {body}: {error}"));
        let answer = send(who, &rpc, Request::new(request.encode_to_vec())).await?;
        let answer = DynamicMessage::decode(rpc.method.output(), answer.as_slice()).unwrap();
        Ok(serde_json::to_value(&answer).unwrap())
    }

    /// Calls a method that must succeed.
    pub(crate) async fn done(&self, who: &Clients, name: &str, body: Value) -> Value {
        let answer = self.call(who, name, &body).await;
        answer.unwrap_or_else(|status| panic!("{name} {body}: {status:?}"))
    }
}

/// Sends a message as it is.
pub(crate) async fn send(
    who: &Clients,
    rpc: &Rpc,
    request: Request<Vec<u8>>,
) -> Result<Vec<u8>, Status> {
    let mut client = Grpc::new(who.line(rpc.service));
    let ready = client.ready().await;
    ready.map_err(|error| Status::unavailable(error.to_string()))?;
    let answer = client.unary(request, rpc.path(), Octets).await?;
    Ok(answer.into_inner())
}

fn package(method: &MethodDescriptor) -> String {
    method.parent_service().package_name().to_owned()
}

/// Messages that are octets already.
struct Octets;

impl Codec for Octets {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Octets {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, message: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(&message);
        Ok(())
    }
}

impl Decoder for Octets {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut message = vec![0; buffer.remaining()];
        buffer.copy_to_slice(&mut message);
        Ok(Some(message))
    }
}
