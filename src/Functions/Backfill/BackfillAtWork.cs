using Countme.Core.Time;
using Countme.Functions.Day;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Countme.Functions.Backfill;

/// <summary>Tells whether a backfill that was stopped still does anything: its days go on by themselves.</summary>
public sealed class BackfillAtWork
{
    /// <summary>Looks at the backfill, then at the days that it had begun.</summary>
    /// <returns>False once all have ended, or when there is no such backfill.</returns>
    [Function(nameof(BackfillAtWork))]
    public Task<bool> RunAsync([ActivityTrigger] string id, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        LookAsync(client, id, cancellation);

    private static async Task<bool> LookAsync(DurableTaskClient client, string id, CancellationToken cancellation)
    {
        if (await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellation) is not { } backfill)
        {
            return false;
        }

        if (!backfill.IsCompleted)
        {
            return true;
        }

        BackfillRun run = backfill.ReadInputAs<BackfillRun>()!;
        BackfillProgress? progress = backfill.ReadCustomStatusAs<BackfillProgress>();
        foreach (LogDay day in progress?.Begun(run) ?? [])
        {
            if (await DayWaker.IsAtWorkAsync(client, BackfillRun.DayInstanceId(id, progress!.RunId, day), cancellation))
            {
                return true;
            }
        }

        return false;
    }
}
