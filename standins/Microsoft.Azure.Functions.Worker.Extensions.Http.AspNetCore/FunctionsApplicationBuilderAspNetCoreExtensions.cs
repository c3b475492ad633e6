namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Lets HTTP functions use ASP.NET Core's requests and results.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>Adds the ASP.NET Core integration of the worker.</summary>
    /// <returns>The same builder.</returns>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder) => builder;
}
