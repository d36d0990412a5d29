//! Loading the model. The published file is in Q4_1, for which candle has no fast kernel; the first load
//! makes a copy in Q8_0, which computes ten times as fast, and later loads read the copy.

use super::CONTEXT;
use super::files::ModelFiles;
use super::llama::Llama;
use super::vocabulary::Vocabulary;
use candle_core::quantized::gguf_file::{self, Content, Value};
use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Result};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Cursor, Read, Seek, Write};

/// What GGUF files call a model that is mostly in Q8_0.
const MOSTLY_Q8_0: Value = Value::U32(7);

pub(super) struct Loaded {
    pub(super) llama: Llama,
    pub(super) vocabulary: Vocabulary,
}

pub(super) fn load(files: &ModelFiles) -> std::result::Result<Loaded, String> {
    if files.copy_is_whole() {
        match open_copy(files) {
            Ok(loaded) => return Ok(loaded),
            Err(error) => {
                tracing::warn!(%error, "the copy of the local model cannot be used; making it anew")
            }
        }
    }
    files.verify_source()?;
    make_copy(files).map_err(|error| format!("its file cannot be read ({error})."))
}

fn open_copy(files: &ModelFiles) -> std::result::Result<Loaded, String> {
    let file = File::open(&files.copy).map_err(|error| error.to_string())?;
    read(BufReader::new(file)).map_err(|error| error.to_string())
}

/// Where the copy cannot be kept, this run does without.
fn make_copy(files: &ModelFiles) -> std::result::Result<Loaded, String> {
    let written = files.write_copy(|file| {
        let mut out = BufWriter::new(file);
        requantise(files, &mut out).map_err(io::Error::other)?;
        out.flush()
    });
    if let Err(error) = written {
        tracing::warn!(%error, copy = %files.copy.display(), "the local model's copy cannot be kept; going on in memory");
        let mut out = Cursor::new(Vec::new());
        requantise(files, &mut out).map_err(|error| error.to_string())?;
        out.set_position(0);
        return read(out).map_err(|error| error.to_string());
    }
    open_copy(files)
}

fn read(mut from: impl Read + Seek) -> Result<Loaded> {
    let content = Content::read(&mut from)?;
    let vocabulary = Vocabulary::read(&content).map_err(candle_core::Error::msg)?;
    let llama = Llama::read(&content, &mut from, CONTEXT as usize)?;
    Ok(Loaded { llama, vocabulary })
}

fn requantise(files: &ModelFiles, out: &mut (impl Write + Seek)) -> Result<()> {
    let mut source = BufReader::new(File::open(&files.source)?);
    let mut content = Content::read(&mut source)?;
    content
        .metadata
        .insert("general.file_type".into(), MOSTLY_Q8_0);
    let mut names: Vec<&String> = content.tensor_infos.keys().collect();
    names.sort();
    let mut tensors = Vec::with_capacity(names.len());
    for name in names {
        let tensor = content.tensor(&mut source, name, &Device::Cpu)?;
        tensors.push((name.as_str(), to_q8_0(tensor)?));
    }
    let tensors: Vec<(&str, &QTensor)> = tensors
        .iter()
        .map(|(name, tensor)| (*name, tensor))
        .collect();
    let mut metadata: Vec<(&str, &Value)> = content
        .metadata
        .iter()
        .map(|(name, value)| (name.as_str(), value))
        .collect();
    metadata.sort_by_key(|(name, _)| *name);
    gguf_file::write(out, &metadata, &tensors)
}

/// Vectors stay as they are: they are small, and exact.
fn to_q8_0(tensor: QTensor) -> Result<QTensor> {
    if tensor.rank() < 2 || tensor.dtype() == GgmlDType::Q8_0 {
        return Ok(tensor);
    }
    QTensor::quantize(&tensor.dequantize(&Device::Cpu)?, GgmlDType::Q8_0)
}
