//! Compiles the contracts in-process; no `protoc` is needed.

use std::{env, error::Error, fs, path::PathBuf};

use prost_types::FileDescriptorSet;

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let files = proto_files(&root.join("linia"))?;
    println!("cargo:rerun-if-changed=linia");

    let mut compiler = protox::Compiler::new([&root])?;
    compiler
        .include_source_info(true)
        .include_imports(true)
        .open_files(&files)?;

    // The pool keeps the event options, which prost's own descriptor types
    // would drop.
    let descriptors = PathBuf::from(env::var("OUT_DIR")?).join("descriptors.bin");
    fs::write(&descriptors, compiler.encode_file_descriptor_set())?;

    let lists = PathBuf::from(env::var("OUT_DIR")?).join("lists.rs");
    fs::write(&lists, list_requests(&compiler.file_descriptor_set()))?;

    let mut config = prost_build::Config::new();
    config.enable_type_names().bytes(["."]);
    tonic_prost_build::configure()
        .compile_fds_with_config(compiler.file_descriptor_set(), config)?;
    Ok(())
}

/// Implements `ListRequest` for every message that asks for a page.
fn list_requests(files: &FileDescriptorSet) -> String {
    let mut code = String::new();
    for file in &files.file {
        let module = file
            .package()
            .trim_start_matches("linia.")
            .replace('.', "::");
        for message in &file.message_type {
            let has = |name| message.field.iter().any(|field| field.name() == name);
            if has("page_size") && has("page_token") {
                code += &format!(
                    "impl ListRequest for crate::{module}::{} {{
                        fn page_size(&self) -> i32 {{ self.page_size }}
                        fn page_token(&self) -> &str {{ &self.page_token }}
                        fn list(&self) -> Self {{
                            let mut list = self.clone();
                            list.page_size = 0;
                            list.page_token.clear();
                            list
                        }}
                    }}\n",
                    message.name(),
                );
            }
        }
    }
    code
}

fn proto_files(dir: &std::path::Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(proto_files(&path)?);
        } else if path.extension().is_some_and(|ext| ext == "proto") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
