using Countme.Core.Publish;
using Countme.Core.Upload;
using Countme.Functions.Day;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Countme.Functions.Publish;

/// <summary>Publishes a site's weeks.</summary>
/// <param name="step">The step.</param>
/// <param name="slots">Bounds how many steps run at a time.</param>
/// <param name="logger">Is told what was done.</param>
public sealed class PublishSiteActivity(PublishSite step, StepSlots slots, ILogger<PublishSiteActivity> logger)
{
    /// <summary>Publishes a site. A second call with the same weeks replaces no file.</summary>
    [Function(nameof(PublishSite))]
    public async Task<StepResult> RunAsync([ActivityTrigger] string siteName, CancellationToken cancellation)
    {
        using IDisposable slot = await slots.TakeAsync(cancellation);
        var files = await step.RunAsync(new Site(siteName), cancellation);
        Log.Published(logger, siteName, files.Count, files.Count(file => file.WasReplaced));
        return Results.Of(files);
    }
}
