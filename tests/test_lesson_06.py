"""Lesson 06's exercise stops where Keras stops."""

import pytest
import wrong_answers.early_stopping

from utils.exercises import early_stopping as exercise

pytestmark = pytest.mark.lesson("06")


class Model:
    """As much of a network as EarlyStopping needs; its weights say which epoch it has reached."""

    def __init__(self):
        self.stop_training, self.epoch, self.metrics = False, 0, []

    def get_weights(self):
        return [self.epoch]

    def set_weights(self, weights):
        (self.epoch,) = weights


@pytest.fixture(scope="module")
def early_stopping():
    from utils.quiet import keras

    return keras.callbacks.EarlyStopping


def by_keras(early_stopping, losses, patience):
    """Return (the epoch that Keras stops after, the epoch whose weights the model has then)."""
    callback = early_stopping(monitor="val_loss", patience=patience, restore_best_weights=True, mode="min")
    model = Model()
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, loss in enumerate(losses):
        model.epoch = epoch + 1
        callback.on_epoch_end(epoch, {"val_loss": loss})
        if model.stop_training:
            break
    callback.on_train_end()
    return epoch + 1, model.epoch


def test_without_a_mistake_the_exercise_stops_where_keras_stops(early_stopping):
    inputs = exercise.inputs()
    assert len(inputs) > 50
    for losses, patience in inputs:
        expected = by_keras(early_stopping, losses, patience)
        assert exercise.reference(losses, patience) == expected, (losses, patience)
        assert wrong_answers.early_stopping.right(losses, patience) == expected
