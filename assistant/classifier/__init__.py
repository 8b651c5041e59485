"""Is a post promotional or value-giving? `Classifier.open(folder).judge(texts)` says so."""

from assistant.classifier.judge import Classifier, base_model_folder

__all__ = ["Classifier", "base_model_folder"]
