"""A cross-encoder of a few kilobytes with random weights, written as the library reads it."""

from pathlib import Path
from typing import Any


def write_tiny_cross_encoder(folder: Path, *, labels: int = 1, head: bool = True) -> Path:
    """Writes the model; without ``head`` a plain encoder, which scores nothing."""
    import torch
    import transformers

    library: Any = transformers  # its classes are listed at run time only
    library.utils.logging.disable_progress_bar()
    letters = [chr(ord("a") + number) for number in range(26)]
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{x}" for x in letters)]
    folder.mkdir(parents=True)
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(pieces), encoding="utf-8")
    torch.manual_seed(7)
    config = library.BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        num_labels=labels,
        # wide enough that texts get scores of their own
        initializer_range=0.5,
    )
    model = library.BertForSequenceClassification(config) if head else library.BertModel(config)
    model.save_pretrained(folder)
    library.BertTokenizerFast(vocab=str(vocabulary), model_max_length=64).save_pretrained(folder)
    return folder
