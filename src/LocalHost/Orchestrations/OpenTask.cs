namespace Countme.LocalHost.Orchestrations;

/// <summary>A task that an orchestrator was given and that history will end.</summary>
internal abstract class OpenTask
{
    /// <summary>Ends it with an answer; nothing happens if it was cancelled.</summary>
    public abstract void End(HistoryEvent answer);

    /// <summary>Ends it as cancelled.</summary>
    public abstract void Cancel(CancellationToken token);
}

/// <summary>A task with a result of a type.</summary>
/// <param name="name">What it waits for, for messages.</param>
/// <param name="id">Number of its step.</param>
internal sealed class OpenTask<T>(string name, int id) : OpenTask
{
    private readonly TaskCompletionSource<T> _source = new();

    /// <summary>What the orchestrator awaits.</summary>
    public Task<T> Task => _source.Task;

    /// <inheritdoc/>
    public override void End(HistoryEvent answer)
    {
        if (answer.Failure is { } failure)
        {
            _source.TrySetException(new Microsoft.DurableTask.TaskFailedException(name, id, failure.ToDetails()));
            return;
        }

        try
        {
            _source.TrySetResult(HistoryText.Values.Deserialize<T>(answer.Data)!);
        }
        catch (System.Text.Json.JsonException exception)
        {
            _source.TrySetException(new InvalidOperationException(
                $"Found {Shortened(answer.Data)} as the answer of '{name}' (#{id}), expected JSON of {typeof(T)}: {exception.Message}",
                exception));
        }
    }

    /// <inheritdoc/>
    public override void Cancel(CancellationToken token) => _source.TrySetCanceled(token);

    private static string? Shortened(string? text) => text?.Length > 60 ? text[..60] + " ..." : text;
}
