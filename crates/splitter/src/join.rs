//! Several chunks as one module. As the splitter writes them they have the very same types, take memory, table and globals from the
//! main module, and leave their functions in that table: what one calls of another, it finds there, in the same file or not.
//!
//! Invariant: a chunk that is made otherwise ends the build.

use std::convert::Infallible;

use anyhow::{Context, Result, bail, ensure};
use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, FunctionSection, ImportSection, Module,
    RawSection, SectionId,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{Import, Parser, Payload, TypeRef};

/// The indices of one chunk in the module that it becomes a part of.
struct Renumbered {
    /// How many functions come before its own.
    functions_before: u32,
    /// Of its imported globals.
    globals: Vec<u32>,
}

impl Reencode for Renumbered {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.functions_before + function)
    }

    fn global_index(&mut self, global: u32) -> Result<u32, Error<Infallible>> {
        // The chunk is valid: it names no global that it does not have.
        Ok(self.globals[global as usize])
    }
}

/// What has been joined so far.
#[derive(Default)]
struct Joined<'a> {
    /// The section of types, which all have in common.
    types: Option<&'a [u8]>,
    /// In the order of their kinds' indices.
    imports: Vec<Import<'a>>,
    functions: FunctionSection,
    elements: ElementSection,
    code: CodeSection,
    data: DataSection,
}

/// The chunks as one. At least one is given.
pub(crate) fn joined(chunks: &[Vec<u8>]) -> Result<Vec<u8>> {
    let mut joined = Joined::default();
    for chunk in chunks {
        joined.add(chunk)?;
    }
    joined.written()
}

/// How many bytes of a chunk are its own: code and data.
pub(crate) fn size(chunk: &[u8]) -> Result<usize> {
    let mut size = 0;
    for payload in Parser::new(0).parse_all(chunk) {
        match payload? {
            Payload::CodeSectionStart { range, .. } => size += range.end - range.start,
            Payload::DataSection(data) => size += data.range().end - data.range().start,
            _ => {}
        }
    }
    Ok(usize::try_from(size)?)
}

impl<'a> Joined<'a> {
    fn add(&mut self, chunk: &'a [u8]) -> Result<()> {
        let mut renumbered = Renumbered {
            functions_before: self.functions.len(),
            globals: Vec::new(),
        };
        for payload in Parser::new(0).parse_all(chunk) {
            match payload? {
                Payload::TypeSection(types) => {
                    let (start, end) = (types.range().start, types.range().end);
                    self.add_types(&chunk[usize::try_from(start)?..usize::try_from(end)?])?;
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        self.add_import(import?, &mut renumbered)?;
                    }
                }
                Payload::FunctionSection(functions) => {
                    renumbered.parse_function_section(&mut self.functions, functions)?;
                }
                Payload::ElementSection(elements) => {
                    renumbered.parse_element_section(&mut self.elements, elements)?;
                }
                Payload::CodeSectionEntry(body) => renumbered.parse_function_body(&mut self.code, body)?,
                Payload::DataSection(data) => renumbered.parse_data_section(&mut self.data, data)?,
                Payload::ExportSection(exports) => ensure!(exports.count() == 0, "a chunk exports something"),
                Payload::Version { .. }
                | Payload::DataCountSection { .. }
                | Payload::CodeSectionStart { .. }
                | Payload::CustomSection(_)
                | Payload::End(_) => {}
                other => bail!("a chunk has a section that none had before: {other:?}"),
            }
        }
        Ok(())
    }

    fn add_types(&mut self, types: &'a [u8]) -> Result<()> {
        let common = *self.types.get_or_insert(types);
        ensure!(common == types, "chunks have different types");
        Ok(())
    }

    /// One memory, one table, and each global once.
    fn add_import(&mut self, import: Import<'a>, renumbered: &mut Renumbered) -> Result<()> {
        let same = self.imports.iter().find(|known| known.name == import.name);
        ensure!(
            same.is_none_or(|known| known.module == import.module && known.ty == import.ty),
            "chunks import {} differently",
            import.name
        );
        if same.is_none() {
            self.imports.push(import);
        }
        let of_its_kind =
            |kind: fn(&TypeRef) -> bool| self.imports.iter().filter(move |import| kind(&import.ty));
        let index = match import.ty {
            TypeRef::Global(_) => {
                let mut globals = of_its_kind(|kind| matches!(kind, TypeRef::Global(_)));
                let index = globals.position(|known| known.name == import.name);
                renumbered
                    .globals
                    .push(u32::try_from(index.context("an import that is not there")?)?);
                return Ok(());
            }
            TypeRef::Memory(_) => of_its_kind(|kind| matches!(kind, TypeRef::Memory(_))).count(),
            TypeRef::Table(_) => of_its_kind(|kind| matches!(kind, TypeRef::Table(_))).count(),
            other => bail!("a chunk imports {other:?} as {}", import.name),
        };
        ensure!(
            index == 1,
            "chunks import a second memory or table, {}",
            import.name
        );
        Ok(())
    }

    fn written(self) -> Result<Vec<u8>> {
        let mut imports = ImportSection::new();
        for import in self.imports {
            utils::parse_import(
                &mut wasm_encoder::reencode::RoundtripReencoder,
                &mut imports,
                import,
            )?;
        }
        let mut module = Module::new();
        module.section(&RawSection {
            id: SectionId::Type.into(),
            data: self.types.context("a chunk has no types")?,
        });
        module.section(&imports);
        module.section(&self.functions);
        module.section(&self.elements);
        module.section(&DataCountSection {
            count: self.data.len(),
        });
        module.section(&self.code);
        module.section(&self.data);
        Ok(module.finish())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        ConstExpr, Elements, EntityType, Function, GlobalType, MemoryType, RefType, TableType, TypeSection,
        ValType,
    };
    use wasmparser::{ElementItems, Operator, Validator};

    use super::*;

    /// A chunk with one function: it returns this global, stands in the table at `slot`, and brings `data` along.
    fn chunk(globals: &[&str], of: u32, slot: i32, data: &[u8]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        let mut imports = ImportSection::new();
        let memory = MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        let table = TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: 9,
            maximum: None,
            shared: false,
        };
        imports.import("__wasm_split", "memory", EntityType::Memory(memory));
        imports.import("__wasm_split", "table", EntityType::Table(table));
        for global in globals {
            let global_type = GlobalType {
                val_type: ValType::I32,
                mutable: true,
                shared: false,
            };
            imports.import("__wasm_split", global, EntityType::Global(global_type));
        }
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut elements = ElementSection::new();
        elements.active(
            Some(0),
            &ConstExpr::i32_const(slot),
            Elements::Functions(vec![0].into()),
        );
        let mut code = CodeSection::new();
        let mut function = Function::new([]);
        function.instructions().global_get(of).end();
        code.function(&function);
        let mut section = DataSection::new();
        section.active(0, &ConstExpr::i32_const(slot * 16), data.iter().copied());
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&elements);
        module.section(&code).section(&section);
        module.finish()
    }

    /// The functions of each element, and the global that the function in the same place returns.
    type Functions = Vec<(Vec<u32>, String)>;

    /// Which global the function behind each slot of the table returns, by the global's name; and all data.
    fn contents(module: &[u8]) -> (Functions, Vec<Vec<u8>>) {
        let (mut globals, mut slots, mut bodies, mut data) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                Payload::ImportSection(imports) => {
                    let imports = imports.into_imports().map(Result::unwrap);
                    let of_globals = imports.filter(|import| matches!(import.ty, TypeRef::Global(_)));
                    globals.extend(of_globals.map(|import| import.name.to_owned()));
                }
                Payload::ElementSection(elements) => slots.extend(elements.into_iter().map(|element| {
                    let ElementItems::Functions(functions) = element.unwrap().items else {
                        panic!("no functions")
                    };
                    functions.into_iter().map(Result::unwrap).collect::<Vec<_>>()
                })),
                Payload::CodeSectionEntry(body) => match body.get_operators_reader().unwrap().read().unwrap()
                {
                    Operator::GlobalGet { global_index } => {
                        bodies.push(globals[global_index as usize].clone());
                    }
                    other => panic!("{other:?}"),
                },
                Payload::DataSection(section) => {
                    data.extend(section.into_iter().map(|data| data.unwrap().data.to_vec()));
                }
                _ => {}
            }
        }
        (slots.into_iter().zip(bodies).collect(), data)
    }

    #[test]
    fn functions_keep_their_slots_and_their_globals() {
        let chunks = [
            chunk(&["stack", "first"], 1, 3, b"one"),
            chunk(&["second", "stack"], 0, 5, b"two"),
            chunk(&["stack", "second"], 0, 7, b"three"),
        ];
        let module = joined(&chunks).unwrap();
        Validator::new().validate_all(&module).unwrap();
        let (functions, data) = contents(&module);
        let named = |index: u32, global: &str| (vec![index], global.to_owned());
        assert_eq!(
            functions,
            [named(0, "first"), named(1, "second"), named(2, "stack")]
        );
        assert_eq!(data, [&b"one"[..], b"two", b"three"]);
    }

    #[test]
    fn its_size_is_its_code_and_its_data() {
        let small = size(&chunk(&["stack"], 0, 1, b"")).unwrap();
        let large = size(&chunk(&["stack", "unused"], 0, 1, &[7; 1000])).unwrap();
        assert!((1000..1010).contains(&(large - small)), "{small} {large}");
    }

    #[test]
    fn chunks_that_do_not_fit_together_end_the_build() {
        let mut other_types = TypeSection::new();
        other_types.ty().function([ValType::I64], []);
        let mut other = Module::new();
        other.section(&other_types);
        let chunk = chunk(&["stack"], 0, 1, b"");
        let error = joined(&[chunk.clone(), other.finish()]).unwrap_err();
        assert!(error.to_string().contains("different types"), "{error}");
        let error = joined(&[chunk, b"not a module".to_vec()]).unwrap_err();
        assert!(error.to_string().contains("magic"), "{error}");
    }
}
