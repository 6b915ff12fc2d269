using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Liten;

/// <summary>Runs requests as tasks of one runtime, within limits.</summary>
internal sealed class RuntimeDispatcher(string runtimeName, RunOnOptions options)
{
    private readonly Bulkhead? _bulkhead = options.MaxConcurrent is { } most ? new Bulkhead(options, most) : null;
    private Runtime? _runtime;

    /// <summary>Runs the rest of the request there, and ends not before it has.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        Runtime runtime = _runtime ??= Find(context.RequestServices);
        if (_bulkhead is null)
        {
            await RunAsync(runtime, context, next);
        }
        else if (await _bulkhead.TryEnterAsync(runtime.TimeProvider, context.RequestAborted))
        {
            try
            {
                await RunAsync(runtime, context, next);
            }
            finally
            {
                _bulkhead.Leave();
            }
        }
        else
        {
            Refuse(context);
        }
    }

    private Runtime Find(IServiceProvider services)
        => services.GetKeyedService<Runtime>(runtimeName) ?? throw new InvalidOperationException(
            $"There is no Liten runtime '{runtimeName}'. Add it with builder.Services.AddLiten(\"{runtimeName}\").");

    private async Task RunAsync(Runtime runtime, HttpContext context, RequestDelegate next)
    {
        if (options is { AbortOnDisconnect: false }
            && Runtime.TryGetCurrent(out Runtime? current) && ReferenceEquals(current, runtime))
        {
            await next(context);
            return;
        }

        var request = new RequestTask(context, next);
        JoinHandle task;
        try
        {
            task = runtime.Spawn(request, static request => request.RunAsync());
        }
        catch (TaskLimitExceededException)
        {
            Refuse(context);
            return;
        }

        using CancellationTokenRegistration abort = options.AbortOnDisconnect
            ? context.RequestAborted.UnsafeRegister(static task => ((JoinHandle)task!).Abort(), task)
            : default;
        JoinResult end = await task.JoinAsync();
        await FinishAsync(context, request, end);
    }

    private async Task FinishAsync(HttpContext context, RequestTask request, JoinResult end)
    {
        if (end.IsSuccess)
        {
            return;
        }

        if (!request.HasBegun)
        {
            if (!context.RequestAborted.IsCancellationRequested)
            {
                Refuse(context); // The runtime drains or has ended.
            }

            return;
        }

        if (!request.HasEnded)
        {
            // A shutdown has given the task up, and its code may still hold the context, which must not be another's
            // then. So this request never ends, and its connection does.
            context.Abort();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        }

        ExceptionDispatchInfo.Throw(end.Exception!);
    }

    private void Refuse(HttpContext context)
    {
        context.Response.StatusCode = options.RejectionStatusCode;
        context.Response.ContentLength = 0;
        if (options.RetryAfter > TimeSpan.Zero)
        {
            context.Response.Headers.RetryAfter
                = Math.Ceiling(options.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
    }

    private sealed class RequestTask(HttpContext context, RequestDelegate next)
    {
        public bool HasBegun { get; private set; }

        public bool HasEnded { get; private set; }

        public async LitenTask RunAsync()
        {
            HasBegun = true;
            try
            {
                await next(context);
            }
            finally
            {
                HasEnded = true;
            }
        }
    }
}
