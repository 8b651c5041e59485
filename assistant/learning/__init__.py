"""How models are made and measured: corpus files, training, evaluation, the user's versions."""
