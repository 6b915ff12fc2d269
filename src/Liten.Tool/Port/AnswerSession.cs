using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace Liten.Tool;

/// <summary>
/// One question to a process and its answer: an event session that enables <c>Liten-Runtime</c> with the question as
/// its arguments, and the events that come back.
/// </summary>
internal sealed class AnswerSession : IAsyncDisposable
{
    private const string Source = "Liten-Runtime";

    /// <summary>A healthy process opens a session in milliseconds, also when its own threads are stuck.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly EventPipeSession _session;
    private readonly string _question;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private AnswerSession(EventPipeSession session, string question)
    {
        _session = session;
        _question = question;
        _reading = Task.Factory.StartNew(
            Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>What has come; to be read when <see cref="Ended"/> or <see cref="StopAsync"/> has.</summary>
    public Answer Answer { get; } = new();

    /// <summary>The answer is whole, or nothing more comes.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Asks.</summary>
    /// <param name="process">Whom.</param>
    /// <param name="what">The question, as ToolAnswers in Liten knows it.</param>
    /// <param name="milliseconds">How long a recording shall take.</param>
    /// <param name="cancellation">Ends the wait for the session.</param>
    /// <exception cref="ToolException">The process does not open a session.</exception>
    public static async Task<AnswerSession> AskAsync(
        WatchedProcess process, string what, int? milliseconds, CancellationToken cancellation)
    {
        string question = Guid.NewGuid().ToString("N");
        EventPipeSession session = await OpenAsync(
            process, [Provider(question, what, milliseconds)], withNames: false, cancellation);
        return new AnswerSession(session, question);
    }

    /// <summary>The provider whose arguments are the question.</summary>
    public static EventPipeProvider Provider(string question, string what, int? milliseconds = null)
    {
        var arguments = new Dictionary<string, string> { ["LitenQuestion"] = question, ["LitenAsks"] = what };
        if (milliseconds is { } value)
        {
            arguments["LitenMilliseconds"] = value.ToString(CultureInfo.InvariantCulture);
        }

        return new EventPipeProvider(Source, EventLevel.Informational, keywords: 4, arguments);
    }

    /// <exception cref="ToolException">The process does not open a session.</exception>
    public static async Task<EventPipeSession> OpenAsync(
        WatchedProcess process, EventPipeProvider[] providers, bool withNames, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(s_patience);
        try
        {
            return await process.Port.StartEventPipeSessionAsync(providers, withNames, token: patience.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ToolException(
                $"{process} does not answer for {s_patience.TotalSeconds} s. Has a debugger or SIGSTOP stopped it?",
                late);
        }
        catch (Exception exception) when (exception is ServerNotAvailableException or IOException
            or DiagnosticsClientException)
        {
            throw new ToolException($"{process} does not open its diagnostics port: {exception.Message}", exception);
        }
    }

    /// <summary>Ends the session: what was sent before has come when this has.</summary>
    public async Task StopAsync()
    {
        if (_reading.IsCompleted)
        {
            return;
        }

        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await _session.StopAsync(patience.Token);
            await _reading.WaitAsync(patience.Token);
        }
        catch (Exception exception) when (exception is ServerNotAvailableException or IOException
            or DiagnosticsClientException or OperationCanceledException)
        {
            // It has ended meanwhile, or hears nobody any more.
        }
    }

    /// <summary>Stopped first: a session that is only disposed waits until its process ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _session.Dispose();
    }

    private void Read()
    {
        try
        {
            using var source = new EventPipeEventSource(_session.EventStream);
            source.Dynamic.AddCallbackForProviderEvents(
                static (provider, _) => provider == Source
                    ? EventFilterResponse.AcceptEvent
                    : EventFilterResponse.RejectProvider,
                Take);
            source.Process();
        }
        catch (Exception)
        {
            // The stream broke off: the process has ended, or this session was disposed.
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private void Take(TraceEvent data)
    {
        if (data.PayloadNames.Length > 0 && data.PayloadByName("question") as string == _question && Answer.Take(data))
        {
            _ended.TrySetResult();
        }
    }
}
