using Countme.Functions.Settings;

namespace Countme.Functions.Day;

/// <summary>
/// Bounds how many heavy steps one process runs at a time, so that its memory has a bound whatever the host starts at once.
/// </summary>
/// <param name="settings">How many.</param>
public sealed class StepSlots(CountmeSettings settings) : IDisposable
{
    private readonly SemaphoreSlim _free = new(settings.Options.ParallelSteps);

    /// <summary>Waits for a slot; disposing gives it back.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        return new Slot(_free);
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
