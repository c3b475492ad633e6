using System.Globalization;
using Countme.LocalHost.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Countme.LocalHost.Orchestrations;

/// <summary>What a turn comes to: the record afterwards, the entries to add to history, and the timers that still matter.</summary>
internal sealed record PlannedTurn(InstanceRecord Record, IReadOnlyList<HistoryEvent> Added, IReadOnlySet<int>? OpenTimers);

/// <summary>Works out turns of orchestrations, without storing anything.</summary>
internal sealed class TurnPlan(IDurableFunctions functions, MessageSizes sizes, ILoggerFactory loggers)
{
    private const int MostSeen = 256;

    /// <summary>The next turn of an instance.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="history">Its history.</param>
    /// <param name="arrived">What came in, without duplicates.</param>
    /// <param name="now">The time, UTC.</param>
    public PlannedTurn Take(InstanceRecord record, IReadOnlyList<HistoryEvent> history, IReadOnlyList<HistoryEvent> arrived, DateTime now)
    {
        DateTime turn = arrived.Concat(history).Where(entry => entry.Kind is HistoryKind.TurnStarted or HistoryKind.TimerFired)
            .Select(entry => entry.Time!.Value).Append(now).Max();
        InstanceRecord next = record with { UpdatedAt = turn, Outbox = [] };
        if (arrived.FirstOrDefault(entry => entry.Kind == HistoryKind.Terminated) is { } terminated)
        {
            HistoryEvent end = new(HistoryKind.ExecutionCompleted)
            {
                Status = OrchestrationRuntimeStatus.Terminated, Data = terminated.Data,
            };
            return new(Ended(next, end, terminated.Flag ? PartsOf(history, record, terminated) : []), [.. arrived, end], null);
        }

        HistoryKind? rest = arrived.LastOrDefault(entry => entry.Kind is HistoryKind.Suspended or HistoryKind.Resumed)?.Kind;
        if (rest == HistoryKind.Suspended || (rest is null && record.Status == OrchestrationRuntimeStatus.Suspended))
        {
            return new(next with { Status = OrchestrationRuntimeStatus.Suspended }, arrived, null);
        }

        (TurnOutcome outcome, HistoryEvent began) = Run(record, history, arrived, turn);
        next = next with { Status = OrchestrationRuntimeStatus.Running, CustomStatus = outcome.CustomStatus };
        HistoryEvent? last = outcome.Steps.Count > 0 ? outcome.Steps[^1] : null;
        List<Message> outbox = [.. outcome.Steps.Select(step => ToMessage(step, record, turn)).OfType<Message>()];
        return last?.Kind switch
        {
            HistoryKind.ExecutionCompleted => new(Ended(next, last, outbox), [.. arrived, began, .. outcome.Steps], outcome.OpenTimers),
            HistoryKind.ContinuedAsNew => Renewed(next, last, outbox, history.Concat(arrived), outcome),
            _ => new(next with { Outbox = outbox }, [.. arrived, began, .. outcome.Steps], outcome.OpenTimers),
        };
    }

    private (TurnOutcome Outcome, HistoryEvent Began) Run(
        InstanceRecord record, IReadOnlyList<HistoryEvent> history, IReadOnlyList<HistoryEvent> arrived, DateTime turn)
    {
        var began = new HistoryEvent(HistoryKind.TurnStarted) { Time = turn };
        try
        {
            Orchestrator orchestrator = functions.FindOrchestrator(record.Name)
                ?? throw new ArgumentException(
                    $"Found no orchestrator named '{record.Name}', expected one of: {string.Join(", ", functions.OrchestratorNames)}.");
            var replay = new OrchestratorReplay(orchestrator, record.Id, record.ExecutionId, loggers);
            TurnOutcome outcome = replay.TakeTurn(history, arrived, turn);
            string? wrong = outcome.Steps
                .Select(step => sizes.Check(step.Data, step.Describe()))
                .FirstOrDefault(problem => problem is not null)
                ?? sizes.Check(outcome.CustomStatus, "the custom status")
                ?? CheckTurn(outcome.Steps);
            return wrong is null ? (outcome, began) : (Failed(record, new(typeof(InvalidOperationException).FullName!, wrong)), began);
        }
        catch (Exception exception)
        {
            // The boundary of an orchestrator: what its replay throws is the end of it. Nothing is stored here, so no store fails here.
            return (Failed(record, Failure.Of(exception)), began);
        }
    }

    private static string? CheckTurn(IReadOnlyList<HistoryEvent> steps)
    {
        // A turn is stored twice at most: in a row of history, and in the record as messages to send.
        int bytes = HistoryText.Write(steps).Length;
        return bytes <= TableBytes.MaxBytes / 4
            ? null
            : string.Create(
                CultureInfo.InvariantCulture, $"Found {bytes} bytes of steps in one turn, expected at most {TableBytes.MaxBytes / 4}: "
                + $"call fewer tasks at once, or with smaller inputs.");
    }

    private static TurnOutcome Failed(InstanceRecord record, Failure failure)
    {
        HistoryEvent end = new(HistoryKind.ExecutionCompleted) { Status = OrchestrationRuntimeStatus.Failed, Failure = failure };
        return new([end], record.CustomStatus, new HashSet<int>(), []);
    }

    private static InstanceRecord Ended(InstanceRecord record, HistoryEvent end, IReadOnlyList<Message> outbox) => record with
    {
        Status = end.Status!.Value,
        Output = end.Data,
        Failure = end.Failure,
        Outbox = record.Parent is { } parent ? [.. outbox, Answer(parent, record.ExecutionId, end)] : outbox,
    };

    private static PlannedTurn Renewed(
        InstanceRecord record, HistoryEvent renewal, IReadOnlyList<Message> outbox, IEnumerable<HistoryEvent> before, TurnOutcome outcome)
    {
        HistoryEvent[] all = [.. before];
        string[] seen =
        [
            .. all.SelectMany(entry => entry.Seen ?? [])
                .Concat(all.Where(entry => entry.Kind == HistoryKind.EventRaised).Select(entry => entry.MessageId).OfType<string>()),
        ];
        var start = new HistoryEvent(HistoryKind.ExecutionStarted)
        {
            Name = record.Name,
            Data = renewal.Data,
            Parent = record.Parent,
            Seen = [.. seen.Distinct().TakeLast(MostSeen)],
        };
        InstanceRecord next = record with { ExecutionId = Guid.NewGuid().ToString("N"), Rows = 0, Input = renewal.Data, Outbox = outbox };
        return new(next, renewal.Flag ? [start, .. outcome.WaitingEvents] : [start], null);
    }

    /// <summary>The answer of a sub-orchestration to its parent.</summary>
    public static Message Answer(ParentLink parent, string executionId, HistoryEvent end)
    {
        bool completed = end.Status == OrchestrationRuntimeStatus.Completed;
        Failure? failure = completed
            ? null
            : end.Failure ?? new("Microsoft.DurableTask.TerminatedException", "The sub-orchestration was terminated.");
        return new($"m-answer-{executionId}", parent.InstanceId, new(completed ? HistoryKind.ChildCompleted : HistoryKind.ChildFailed)
        {
            Id = parent.TaskId,
            Data = completed ? end.Data : null,
            Failure = failure,
        })
        {
            ForExecution = parent.ExecutionId,
        };
    }

    private static IReadOnlyList<Message> PartsOf(IReadOnlyList<HistoryEvent> history, InstanceRecord record, HistoryEvent terminated)
    {
        var answered = history
            .Where(entry => entry.Kind is HistoryKind.ChildCompleted or HistoryKind.ChildFailed)
            .Select(entry => entry.Id)
            .ToHashSet();
        return
        [
            .. history.Where(entry => entry.Kind == HistoryKind.ChildStarted && !answered.Contains(entry.Id))
                .Select(
                    part => new Message($"m-end-{record.ExecutionId}-{part.Id}", part.InstanceId!, terminated with { MessageId = null })),
        ];
    }

    private static Message? ToMessage(HistoryEvent step, InstanceRecord record, DateTime turn)
    {
        string key = FormattableString.Invariant($"m{turn.Ticks:D19}-{record.ExecutionId}-{step.Id:D6}");
        return step.Kind switch
        {
            HistoryKind.ChildStarted => new(key, step.InstanceId!, new(HistoryKind.ExecutionStarted)
            {
                Name = step.Name,
                Data = step.Data,
                Parent = new(record.Name, record.Id, record.ExecutionId, step.Id),
            }),
            HistoryKind.EventSent =>
                new(key, step.InstanceId!, new(HistoryKind.EventRaised) { Name = step.Name, Data = step.Data, MessageId = key }),
            _ => null,
        };
    }
}
