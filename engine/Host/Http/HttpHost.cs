using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamGuard.Host.Http.Live;
using StreamGuard.Host.Http.OpenApi;
using StreamGuard.Host.Http.Stored;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http;

/// <summary>The host's web server: listens where it was told to, lets in who may come, and maps the endpoints.</summary>
internal sealed class HttpHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpHost(WebApplication app) => _app = app;

    /// <summary>Where it listens, with the port it was given.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>All that is mapped.</summary>
    internal IEnumerable<RouteEndpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <summary>Starts to listen.</summary>
    /// <param name="access">Where, and who may ask.</param>
    /// <param name="pipelines">What is asked about.</param>
    /// <param name="logs">Takes what goes wrong.</param>
    /// <param name="api">What the API answers from; null for what the pipelines keep.</param>
    /// <exception cref="IOException">The address is in use or not this machine's, or a certificate cannot be read.</exception>
    public static async Task<HttpHost> StartAsync(HttpAccess access, PipelineHost pipelines, ILoggerFactory logs, ApiSettings? api = null)
    {
        // Nothing of the environment or of files that are not ours: what is configured stands in the host file.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(pipelines);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<LiveFeed>();
        builder.Services.AddStored((api ?? new ApiSettings()) with { Mask = new ColumnMask(access.Mask) });
        ApiDocument.AddTo(builder.Services);
        builder.Services.AddRoutingCore();
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = RequestProblem.Explain);
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(json => Json.Set(json.SerializerOptions));
        builder.Services.AddRateLimiter(limiter => Limit(limiter, access));
        builder.WebHost.UseKestrelCore();
        if (access.Certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, access));

        var app = builder.Build();
        app.UseExceptionHandler(RequestProblem.Handling);
        app.UseStatusCodePages();
        app.UseRateLimiter();
        app.Use(new Gate(access).PassAsync);
        app.Use(HealthEndpoints.AnswerHeadAsync);
        app.UseRouting();
        HealthEndpoints.Map(app);
        PipelineEndpoints.Map(app);
        RunEndpoints.Map(app);
        LiveEndpoints.Map(app);
        TapEndpoints.Map(app, access);
        RecentEndpoints.Map(app, access);
        AnomalyEndpoints.Map(app);
        EventEndpoints.Map(app);
        AnalysisEndpoints.Map(app);
        QueryEndpoints.Map(app);
        TrainingDataEndpoints.Map(app);
        ModelEndpoints.Map(app);
        MetricsEndpoint.Map(app);
        OpenApiEndpoints.Map(app);
        PageEndpoints.Map(app);
        try
        {
            await app.StartAsync().ConfigureAwait(false);
            return new HttpHost(app);
        }
        catch (Exception error)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            if (error is not (IOException or SocketException)) throw;
            throw new IOException($"cannot listen at {access.Address}: {(error.InnerException ?? error).Message.TrimEnd('.')}. Choose another address: http.address in the host file, or --address.", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static void Listen(KestrelServerOptions kestrel, HttpAccess access)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = access.Body;
        kestrel.Listen(access.Address, endpoint =>
        {
            if (access.Certificate is { } certificate) endpoint.UseHttps(certificate);
        });
    }

    private static void Limit(RateLimiterOptions limiter, HttpAccess access)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress ?? IPAddress.None,
            _ => new FixedWindowRateLimiterOptions { PermitLimit = access.Requests, Window = TimeSpan.FromSeconds(10), QueueLimit = 0 }));
    }
}
