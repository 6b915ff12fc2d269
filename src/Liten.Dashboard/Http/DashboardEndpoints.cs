using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Liten;

/// <summary>What the dashboard answers to: its page, the page's files, and the data, each by one path.</summary>
internal sealed class DashboardEndpoints
{
    private readonly DashboardOptions _options;
    private readonly RequestGuard _guard;
    private readonly PageFiles _files;
    private readonly DashboardReader _reader;

    public DashboardEndpoints(DashboardOptions options)
    {
        _options = options;
        _guard = new RequestGuard(options);
        _files = new PageFiles(_guard.PageToken);
        _reader = new DashboardReader(new RuntimeDirectory(options.Runtimes), options.AllowAbort);
    }

    public void MapTo(IEndpointRouteBuilder group)
    {
        Get(group, "", OpenPage);
        Get(group, "assets/{**file}", context => _files.WriteAsync(context, context.GetRouteValue("file") as string));
        Get(group, "api/overview", context => Json(
            context, _reader.ReadOverview(Number(context, "since") ?? 0), DashboardJson.Default.OverviewAnswer));
        Get(group, "api/tasks", WriteTasks);
        Get(group, "api/groups", WriteGroups);
        Get(group, "api/task", WriteTask);
        Get(group, "api/waits", context => Json(context, _reader.ReadWaits(), DashboardJson.Default.WaitsAnswer));
        Get(group, "api/graph", context => Json(context, _reader.ReadGraph(), DashboardJson.Default.GraphAnswer));
        Get(group, "api/pools", context => Json(context, _reader.ReadPools(), DashboardJson.Default.PoolsAnswer));
        Get(group, "api/dump", WriteDump);
        Get(group, "api/record", RecordAsync);
        group.MapPost("api/abort", Guarded(AbortAsync));
    }

    private void Get(IEndpointRouteBuilder group, string path, RequestDelegate answer)
        => group.MapGet(path, Guarded(answer));

    private RequestDelegate Guarded(RequestDelegate answer) => context =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        return _guard.Refuse(context) is { } reason ? Refuse(context, 403, reason) : answer(context);
    };

    /// <summary>The page's own addresses are relative, so its path ends with a slash.</summary>
    private Task OpenPage(HttpContext context)
    {
        HttpRequest request = context.Request;
        string path = $"{request.PathBase}{request.Path}";
        if (path.EndsWith('/') && !request.Query.ContainsKey("token"))
        {
            return _files.WriteAsync(context, PageFiles.Page);
        }

        // Also away from an address with the access token in it, which would stay in the browser's history.
        context.Response.Redirect(path.EndsWith('/') ? path : $"{path}/");
        return Task.CompletedTask;
    }

    private Task WriteTasks(HttpContext context)
    {
        if (RuntimeOf(context) is not { } runtime)
        {
            return Refuse(context, 404, "There is no such runtime.");
        }

        try
        {
            return Json(
                context,
                runtime.ReadTasks(TaskQueries.Read(context.Request.Query)),
                DashboardJson.Default.TasksAnswer);
        }
        catch (ArgumentException exception)
        {
            return Refuse(context, 400, exception.Message);
        }
    }

    private Task WriteGroups(HttpContext context)
    {
        WatchedRuntime? runtime = RuntimeOf(context);
        Throttled<GroupsAnswer>? groups = context.Request.Query["by"] == "stack" ? runtime?.ByStack : runtime?.BySite;
        return groups is null
            ? Refuse(context, 404, "There is no such runtime.")
            : Json(context, groups.Get() with { Pause = groups.Pause }, DashboardJson.Default.GroupsAnswer);
    }

    private Task WriteTask(HttpContext context)
        => Number(context, "id") is { } id && _reader.ReadTask(id) is { } task
            ? Json(context, task, DashboardJson.Default.TaskAnswer)
            : Refuse(context, 404, "This task has ended.");

    private Task WriteDump(HttpContext context)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        _reader.WriteDump(text);
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text.ToString());
    }

    private async Task RecordAsync(HttpContext context)
    {
        double seconds = Math.Clamp(Number(context, "seconds") ?? 5, 1, 60);
        if (RuntimeOf(context) is not { } watched)
        {
            await Refuse(context, 404, "There is no such runtime.").ConfigureAwait(false);
            return;
        }

        // In memory first: a recording writes synchronously, which a response does not allow.
        using var recording = new MemoryStream();
        try
        {
            await watched.Runtime.Record(recording, TimeSpan.FromSeconds(seconds), context.RequestAborted)
                .ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            await Refuse(context, 409, exception.Message).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"liten-timeline.json\"";
        await context.Response.Body.WriteAsync(recording.GetBuffer().AsMemory(0, (int)recording.Length))
            .ConfigureAwait(false);
    }

    private async Task AbortAsync(HttpContext context)
    {
        if (!_options.AllowAbort)
        {
            await Refuse(context, 403, "This dashboard only shows. Set DashboardOptions.AllowAbort to stop tasks here.")
                .ConfigureAwait(false);
            return;
        }

        if (!_guard.IsOwnCommand(context.Request))
        {
            await Refuse(context, 403, "This command does not come from the dashboard's own page. Reload the page.")
                .ConfigureAwait(false);
            return;
        }

        if (!context.Request.HasJsonContentType())
        {
            await Refuse(context, 415, "A command is JSON.").ConfigureAwait(false);
            return;
        }

        AbortCommand? command = await ReadCommandAsync(context).ConfigureAwait(false);
        (int status, string text) = command is null ? (400, "A command is an object with the id of a task.")
            : _reader.TryAbort(command.Id) ? (202, "The task was asked to stop.")
            : (404, "This task has ended.");
        await Refuse(context, status, text).ConfigureAwait(false);
    }

    private static async Task<AbortCommand?> ReadCommandAsync(HttpContext context)
    {
        try
        {
            return await context.Request.ReadFromJsonAsync(DashboardJson.Default.AbortCommand, context.RequestAborted)
                .ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private WatchedRuntime? RuntimeOf(HttpContext context) => _reader.FindRuntime(Number(context, "runtime"));

    private static long? Number(HttpContext context, string name) => long.TryParse(
        context.Request.Query[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number
        : null;

    private static Task Json<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
        => context.Response.WriteAsJsonAsync(answer, type, cancellationToken: context.RequestAborted);

    private static Task Refuse(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
