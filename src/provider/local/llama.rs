//! The model's arithmetic: the Llama architecture (arXiv 2302.13971) on quantised weights. The embeddings stay
//! quantised too, and weights and memory are apart: as a table of floats the embeddings alone would take 113 MB.

use candle_core::quantized::gguf_file::{Content, Value};
use candle_core::quantized::{QMatMul, QStorage, QTensor};
use candle_core::{DType, Device, Error, Module, Result, Tensor};
use candle_nn::kv_cache::KvCache;
use candle_nn::ops::{rms_norm, silu, softmax_last_dim};
use candle_nn::rotary_emb::rope_i;
use std::io::{Read, Seek};
use std::sync::Arc;

/// Tokens by which an answer's memory grows.
const STRIDE: usize = 128;

/// The weights, which answers share.
pub(super) struct Llama {
    embeddings: Arc<QTensor>,
    layers: Vec<Layer>,
    norm: Tensor,
    output: QMatMul,
    rope: Rope,
    shape: Shape,
}

/// The keys and values of what one answer has read, by layer.
pub(super) struct Memory(Vec<KvCache>);

#[derive(Clone, Copy)]
struct Shape {
    width: usize,
    heads: usize,
    kv_heads: usize,
    epsilon: f32,
}

/// Rotations by position, one row a position.
struct Rope {
    cos: Tensor,
    sin: Tensor,
}

struct Layer {
    attention_norm: Tensor,
    query: QMatMul,
    key: QMatMul,
    value: QMatMul,
    out: QMatMul,
    mlp_norm: Tensor,
    gate: QMatMul,
    up: QMatMul,
    down: QMatMul,
}

impl Llama {
    /// `context` is the most tokens that an answer and its prompt have together.
    pub(super) fn read(
        content: &Content,
        from: &mut (impl Read + Seek),
        context: usize,
    ) -> Result<Self> {
        let number = |key: &str| {
            metadata(content, key)?
                .to_u32()
                .map(|number| number as usize)
        };
        let shape = Shape {
            width: number("llama.embedding_length")?,
            heads: number("llama.attention.head_count")?,
            kv_heads: number("llama.attention.head_count_kv")?,
            epsilon: metadata(content, "llama.attention.layer_norm_rms_epsilon")?.to_f32()?,
        };
        let base = metadata(content, "llama.rope.freq_base")?.to_f32()?;
        let mut tensor = |name: &str| content.tensor(from, name, &Device::Cpu);
        let embeddings = Arc::new(tensor("token_embd.weight")?);
        let layers = (0..number("llama.block_count")?)
            .map(|at| Layer::read(&mut |part| tensor(&format!("blk.{at}.{part}.weight"))))
            .collect::<Result<_>>()?;
        Ok(Self {
            layers,
            norm: tensor("output_norm.weight")?.dequantize(&Device::Cpu)?,
            // Small models read and write with the same table.
            output: QMatMul::from_arc(embeddings.clone())?,
            embeddings,
            rope: Rope::new(shape.width / shape.heads, base, context)?,
            shape,
        })
    }

    pub(super) fn memory(&self) -> Memory {
        Memory(
            self.layers
                .iter()
                .map(|_| KvCache::new(2, STRIDE))
                .collect(),
        )
    }

    /// Reads `tokens`, which stand at `position`; gives the weight of each token as the next one.
    pub(super) fn forward(
        &self,
        memory: &mut Memory,
        tokens: &[u32],
        position: usize,
    ) -> Result<Tensor> {
        let rope = self.rope.at(position, tokens.len())?;
        let mask = mask(tokens.len(), position)?;
        let mut x = self.embed(tokens)?;
        for (layer, kept) in self.layers.iter().zip(&mut memory.0) {
            x = layer.forward(&x, kept, &rope, mask.as_ref(), self.shape)?;
        }
        let last = x.narrow(1, tokens.len() - 1, 1)?.squeeze(1)?.contiguous()?;
        self.output
            .forward(&rms_norm(&last, &self.norm, self.shape.epsilon)?)?
            .squeeze(0)
    }

    /// The rows of the table that are asked for, and no others, become floats.
    fn embed(&self, tokens: &[u32]) -> Result<Tensor> {
        let kind = self.embeddings.dtype();
        let row = self.shape.width / kind.block_size() * kind.type_size();
        let table = self.embeddings.data()?;
        let mut rows = Vec::with_capacity(tokens.len() * row);
        for &token in tokens {
            let at = token as usize * row;
            let found = table.get(at..at + row);
            rows.extend_from_slice(found.ok_or_else(|| Error::msg("no such token"))?);
        }
        let rows = QStorage::from_data(rows.into(), &Device::Cpu, kind)?;
        QTensor::new(rows, (1, tokens.len(), self.shape.width))?.dequantize(&Device::Cpu)
    }
}

impl Layer {
    fn read(tensor: &mut impl FnMut(&str) -> Result<QTensor>) -> Result<Self> {
        Ok(Self {
            attention_norm: tensor("attn_norm")?.dequantize(&Device::Cpu)?,
            query: QMatMul::from_qtensor(tensor("attn_q")?)?,
            key: QMatMul::from_qtensor(tensor("attn_k")?)?,
            value: QMatMul::from_qtensor(tensor("attn_v")?)?,
            out: QMatMul::from_qtensor(tensor("attn_output")?)?,
            mlp_norm: tensor("ffn_norm")?.dequantize(&Device::Cpu)?,
            gate: QMatMul::from_qtensor(tensor("ffn_gate")?)?,
            up: QMatMul::from_qtensor(tensor("ffn_up")?)?,
            down: QMatMul::from_qtensor(tensor("ffn_down")?)?,
        })
    }

    fn forward(
        &self,
        x: &Tensor,
        kept: &mut KvCache,
        rope: &Rope,
        mask: Option<&Tensor>,
        shape: Shape,
    ) -> Result<Tensor> {
        let normed = rms_norm(x, &self.attention_norm, shape.epsilon)?;
        let x = (x + self.attend(&normed, kept, rope, mask, shape)?)?;
        let normed = rms_norm(&x, &self.mlp_norm, shape.epsilon)?;
        let gated = (silu(&self.gate.forward(&normed)?)? * self.up.forward(&normed)?)?;
        x + self.down.forward(&gated)?
    }

    /// Several heads ask the same keys, so their questions lie below one another in one multiplication.
    fn attend(
        &self,
        x: &Tensor,
        kept: &mut KvCache,
        rope: &Rope,
        mask: Option<&Tensor>,
        shape: Shape,
    ) -> Result<Tensor> {
        let (_, count, width) = x.dims3()?;
        let Shape {
            heads, kv_heads, ..
        } = shape;
        let head = width / heads;
        let split = |x: Tensor, heads| {
            x.reshape((1, count, heads, head))?
                .transpose(1, 2)?
                .contiguous()
        };
        let query = rope.turn(&split(self.query.forward(x)?, heads)?)?;
        let key = rope.turn(&split(self.key.forward(x)?, kv_heads)?)?;
        let value = split(self.value.forward(x)?, kv_heads)?;
        let (keys, values) = kept.append(&key, &value)?;
        let rows = heads / kv_heads * count;
        let query = query.reshape((1, kv_heads, rows, head))?;
        let mut weights = (query.matmul(&keys.t()?)? / (head as f64).sqrt())?;
        if let Some(mask) = mask {
            let known = mask.dim(1)?;
            let by_head = weights.reshape((1, heads, count, known))?;
            weights = by_head
                .broadcast_add(mask)?
                .reshape((1, kv_heads, rows, known))?;
        }
        let answer = softmax_last_dim(&weights)?.matmul(&values)?;
        let answer = answer.reshape((1, heads, count, head))?.transpose(1, 2)?;
        self.out.forward(&answer.reshape((1, count, width))?)
    }
}

impl Rope {
    fn new(head: usize, base: f32, context: usize) -> Result<Self> {
        let turns: Vec<f32> = (0..head)
            .step_by(2)
            .map(|at| base.powf(at as f32 / head as f32).recip())
            .collect();
        let turns = Tensor::new(turns.as_slice(), &Device::Cpu)?.reshape((1, head / 2))?;
        let positions = Tensor::arange(0, context as u32, &Device::Cpu)?.to_dtype(DType::F32)?;
        let angles = positions.reshape((context, 1))?.matmul(&turns)?;
        Ok(Self {
            cos: angles.cos()?,
            sin: angles.sin()?,
        })
    }

    fn at(&self, position: usize, count: usize) -> Result<Self> {
        Ok(Self {
            cos: self.cos.narrow(0, position, count)?,
            sin: self.sin.narrow(0, position, count)?,
        })
    }

    fn turn(&self, x: &Tensor) -> Result<Tensor> {
        rope_i(x, &self.cos, &self.sin)
    }
}

/// Nobody looks ahead. One token alone cannot.
fn mask(count: usize, position: usize) -> Result<Option<Tensor>> {
    if count == 1 {
        return Ok(None);
    }
    let known = position + count;
    let cell = |at: usize| {
        if at % known > position + at / known {
            f32::NEG_INFINITY
        } else {
            0.0
        }
    };
    let cells: Vec<f32> = (0..count * known).map(cell).collect();
    Tensor::from_vec(cells, (count, known), &Device::Cpu).map(Some)
}

fn metadata<'a>(content: &'a Content, key: &str) -> Result<&'a Value> {
    let found = content.metadata.get(key);
    found.ok_or_else(|| Error::msg(format!("the file does not say {key}")))
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn a_token_sees_itself_and_what_came_before() {
        let mask = mask(2, 1).unwrap().unwrap();
        let seen = |row: Vec<f32>| row.into_iter().map(|cell| cell == 0.0).collect::<Vec<_>>();
        let rows: Vec<_> = mask.to_vec2().unwrap().into_iter().map(seen).collect();
        assert_eq!(rows, [[true, true, false], [true, true, true]]);
    }
}
