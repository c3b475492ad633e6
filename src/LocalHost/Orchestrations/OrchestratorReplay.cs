using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Countme.LocalHost.Orchestrations;

/// <summary>An orchestrator in a form that can be run: its result is anything that can be serialized.</summary>
internal delegate Task<object?> Orchestrator(TaskOrchestrationContext context);

/// <summary>What a turn did.</summary>
/// <param name="Steps">The new steps, in order; the last one may be the end.</param>
/// <param name="CustomStatus">The custom status as JSON.</param>
/// <param name="OpenTimers">Numbers of the timers that still matter.</param>
/// <param name="WaitingEvents">Events nobody has waited for yet.</param>
internal sealed record TurnOutcome(
    IReadOnlyList<HistoryEvent> Steps, string? CustomStatus, IReadOnlySet<int> OpenTimers, IReadOnlyList<HistoryEvent> WaitingEvents);

/// <summary>The orchestrator's code does not do what its history says it did.</summary>
internal sealed class DivergedException(int step, string found, string recorded) : Exception(
    FormattableString.Invariant(
        $"The replay diverged at step {step}: found {found}, recorded {recorded}. The orchestrator's code changed while")
    + " this instance ran, or it depends on something outside its context. Start the instance again, or put the old code back.")
{
    /// <summary>Number of the first step that differs, from 1.</summary>
    public int Step => step;

    /// <summary>What the code did.</summary>
    public string Found => found;

    /// <summary>What the history says.</summary>
    public string Recorded => recorded;
}

/// <summary>Runs an orchestrator over a history, compares each step with it, and then takes one turn further.</summary>
internal sealed class OrchestratorReplay
{
    private readonly OrchestratorThread _thread = new();
    private readonly Orchestrator _orchestrator;
    private readonly string _instanceId;
    private readonly string _executionId;
    private readonly ILoggerFactory _loggers;
    private readonly List<HistoryEvent> _arrived = [];
    private LocalOrchestrationContext? _context;
    private Task<object?>? _run;
    private bool _ended;
    private int _step;

    /// <summary>A replay of one execution.</summary>
    public OrchestratorReplay(Orchestrator orchestrator, string instanceId, string executionId, ILoggerFactory loggers)
    {
        _orchestrator = orchestrator;
        _instanceId = instanceId;
        _executionId = executionId;
        _loggers = loggers;
    }

    /// <summary>Goes through the history, then runs the orchestrator on what came in since.</summary>
    /// <param name="history">All that was committed.</param>
    /// <param name="arrived">What came in since.</param>
    /// <param name="now">Time of the new turn, UTC.</param>
    /// <exception cref="DivergedException">The code does something else than the history says.</exception>
    public TurnOutcome TakeTurn(IEnumerable<HistoryEvent> history, IEnumerable<HistoryEvent> arrived, DateTime now)
    {
        Check(history);
        _arrived.AddRange(arrived);
        Advance(now, replaying: false);
        LocalOrchestrationContext context = _context
            ?? throw new InvalidOperationException($"The history of '{_instanceId}' has no start.");
        if (!_ended && !context.IsWaiting)
        {
            context.Steps.Enqueue(End(OrchestrationRuntimeStatus.Failed, null, NotDurable()));
            _ended = true;
        }

        return new([.. context.Steps], context.CustomStatus, context.OpenTimers.ToHashSet(), context.WaitingEvents);
    }

    /// <summary>Goes through the history.</summary>
    /// <exception cref="DivergedException">The code does something else than the history says.</exception>
    public void Check(IEnumerable<HistoryEvent> history)
    {
        foreach (HistoryEvent entry in history)
        {
            if (entry.IsStep)
            {
                Match(entry);
            }
            else if (entry.Kind == HistoryKind.TurnStarted)
            {
                NothingMore();
                Advance(entry.Time!.Value, replaying: true);
            }
            else
            {
                _arrived.Add(entry);
            }
        }

        NothingMore();
    }

    private void Advance(DateTime now, bool replaying)
    {
        _context?.BeginTurn(now, replaying);
        foreach (HistoryEvent entry in _arrived)
        {
            if (!_ended)
            {
                _thread.Run(() => Apply(entry, now, replaying));
                NoteEnd();
            }
            else if (entry.Kind == HistoryKind.EventRaised)
            {
                // It came with the same turn, after the orchestrator's last step: kept, in case it begins anew.
                _context!.Raise(entry);
            }
        }

        _arrived.Clear();
    }

    private void Apply(HistoryEvent entry, DateTime now, bool replaying)
    {
        switch (entry.Kind)
        {
            case HistoryKind.ExecutionStarted:
                _context = new(entry, _instanceId, _executionId, _loggers, _thread);
                _context.BeginTurn(now, replaying);
                _run = StartAsync(_context);
                break;
            case HistoryKind.EventRaised:
                _context!.Raise(entry);
                break;
            case HistoryKind.ActivityCompleted or HistoryKind.ActivityFailed or HistoryKind.ChildCompleted or HistoryKind.ChildFailed
                or HistoryKind.TimerFired:
                if (!_context!.Answer(entry))
                {
                    throw new DivergedException(entry.Id, "no step of that number", $"an answer to it ({entry.Kind})");
                }

                break;
        }
    }

    private async Task<object?> StartAsync(LocalOrchestrationContext context) => await _orchestrator(context);

    private void NoteEnd()
    {
        if (_ended || _run is not { IsCompleted: true } run)
        {
            return;
        }

        _ended = true;
        LocalOrchestrationContext context = _context!;
        context.Steps.Enqueue(run switch
        {
            { IsCompletedSuccessfully: true } when context.Renewal is { } renewal => new(HistoryKind.ContinuedAsNew)
            {
                Data = HistoryText.Values.Serialize(renewal.NewInput),
                Flag = renewal.PreserveUnprocessedEvents,
            },
            { IsCompletedSuccessfully: true } => Returned(run),
            _ => End(OrchestrationRuntimeStatus.Failed, null, Failure.Of(run.Exception?.InnerException ?? new TaskCanceledException(run))),
        });
    }

    private static HistoryEvent Returned(Task<object?> run) =>
        End(OrchestrationRuntimeStatus.Completed, HistoryText.Values.Serialize(run.GetAwaiter().GetResult()), null);

    private void Match(HistoryEvent recorded)
    {
        _step++;
        string found = _ended ? "nothing more: the orchestrator ended" : "nothing: the orchestrator waits";
        if (_context is null || !_context.Steps.TryDequeue(out HistoryEvent? done))
        {
            // An end that the runtime wrote (terminated, diverged, not durable) is no step of the code.
            if (recorded is { Kind: HistoryKind.ExecutionCompleted, Status: not OrchestrationRuntimeStatus.Completed } && !_ended)
            {
                return;
            }

            throw new DivergedException(_step, found, recorded.Describe());
        }

        if (done.Kind != recorded.Kind || done.Status != recorded.Status || !SameName(done.Name, recorded.Name)
            || done.InstanceId != recorded.InstanceId)
        {
            throw new DivergedException(_step, done.Describe(), recorded.Describe());
        }
    }

    private void NothingMore()
    {
        if (_context is { Steps.Count: > 0 } context)
        {
            throw new DivergedException(_step + 1, context.Steps.Peek().Describe(), "nothing more in that turn");
        }
    }

    private static bool SameName(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static HistoryEvent End(OrchestrationRuntimeStatus status, string? output, Failure? failure) =>
        new(HistoryKind.ExecutionCompleted) { Status = status, Data = output, Failure = failure };

    private Failure NotDurable() => new(
        typeof(InvalidOperationException).FullName!,
        $"Orchestrator '{_context!.Name}' ({_instanceId}) waits for something that its context did not make, expected activities, "
        + "timers, events"
        + " and sub-orchestrations alone: I/O, Task.Run and Task.Delay belong into activities.");
}
