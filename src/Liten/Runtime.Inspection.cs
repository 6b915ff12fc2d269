using System.Runtime.InteropServices;

namespace Liten;

/// <content>What can be seen of the tasks, at any time and from any thread.</content>
public sealed partial class Runtime
{
    private readonly TaskInspector _inspector;
    private readonly long _inspectorNumber;
    private readonly WaitWatch? _waitWatch;
    private readonly PosixSignalRegistration? _quitDump;

    /// <summary>The live tasks and blocking jobs, as a query asks for them.</summary>
    /// <param name="query">Which ones, in which order and how many; null for the first hundred by number.</param>
    /// <returns>Words and numbers only: a page that is kept keeps no task alive.</returns>
    /// <remarks>
    /// <para>
    /// Thread safety: any thread, also when every worker is stuck. Nobody is stopped or woken for it. A task that lives
    /// throughout the call is counted exactly once; each row is true at one moment, and the rows at different ones.
    /// </para>
    /// <para>
    /// It takes about a quarter of a microsecond for each live task, and twice as much where the query asks for a state
    /// or a text.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentException"><see cref="TaskQuery.After"/> is no place in a list.</exception>
    public TaskPage GetTasks(TaskQuery? query = null) => _inspector.List(query ?? new TaskQuery());

    /// <summary>The runtimes of the process that have not ended, from the oldest to the youngest.</summary>
    /// <remarks>Thread safety: any thread. Runtimes may have the same name.</remarks>
    public static IReadOnlyList<Runtime> GetAll()
        => InspectedRuntimes.All.ConvertAll(static inspector => (Runtime)inspector.Runtime);

    /// <summary>One live task or blocking job, with its stack.</summary>
    /// <param name="id">Its number.</param>
    /// <returns>Null if it has ended, or is another runtime's.</returns>
    /// <remarks>Thread safety: as <see cref="GetTasks"/>.</remarks>
    public TaskSnapshot? GetTask(long id) => _inspector.Find(id);

    /// <summary>
    /// The live tasks and blocking jobs, counted by the place that spawned them; the largest group first.
    /// </summary>
    /// <remarks>Thread safety: as <see cref="GetTasks"/>.</remarks>
    public IReadOnlyList<TaskGroupSnapshot> GetTaskGroups() => _inspector.Group();

    /// <summary>
    /// The tasks that wait, counted by what they wait for and by who holds that; the largest group first.
    /// </summary>
    /// <remarks>Thread safety: as <see cref="GetTasks"/>.</remarks>
    public IReadOnlyList<WaitGroupSnapshot> GetWaitGroups() => _inspector.GroupWaits();

    /// <summary>Asks a task to stop whose handle is not at hand, as <see cref="JoinHandle.Abort"/> does.</summary>
    /// <param name="id">The number of the task or blocking job.</param>
    /// <returns>False if it has ended, or is another runtime's.</returns>
    /// <remarks>Thread safety: any thread. It does not wait for the task's end.</remarks>
    public bool TryAbort(long id) => _inspector.TryAbort(id);

    /// <summary>
    /// Writes all that can be seen of this runtime as text: cycles of waits, busy workers, the longest waits, then all
    /// tasks, those with the same stack together with their number.
    /// </summary>
    /// <param name="writer">Takes the text. It is called on this thread only.</param>
    /// <param name="options">How much to say.</param>
    /// <remarks>
    /// Thread safety: as <see cref="GetTasks"/>. A task takes about a microsecond, and one with a stack some more.
    /// </remarks>
    /// <example>
    /// <code>runtime.WriteTaskDump(Console.Error);</code>
    /// </example>
    public void WriteTaskDump(TextWriter writer, DumpOptions? options = null)
        => WriteDump(writer, options, [_inspector]);

    /// <summary>
    /// The same for all runtimes of the process that have not ended, from the oldest to the youngest.
    /// </summary>
    /// <inheritdoc cref="WriteTaskDump"/>
    public static void WriteTaskDumpOfAll(TextWriter writer, DumpOptions? options = null)
        => WriteDump(writer, options, InspectedRuntimes.All);

    /// <summary>
    /// Tasks of all runtimes of the process that wait for each other in a circle: over mutexes, reader-writer locks,
    /// joins, lazy values and requests.
    /// </summary>
    /// <returns>Each circle once. Empty if there is none.</returns>
    /// <remarks>
    /// <para>Thread safety: as <see cref="GetTasks"/>.</para>
    /// <para>
    /// A circle was whole at one moment, and nothing in it could end it, but for a token where
    /// <see cref="WaitCycle.HasToken"/> says so. Who holds a reader-writer lock or a request is looked for in the
    /// suspended methods: what is kept in an object instead is not found, and no circle over it either.
    /// </para>
    /// </remarks>
    public static IReadOnlyList<WaitCycle> FindWaitCycles() => TaskInspector.FindCycles(InspectedRuntimes.All);

    private static void WriteDump(TextWriter writer, DumpOptions? options, IReadOnlyList<TaskInspector> runtimes)
    {
        ArgumentNullException.ThrowIfNull(writer);
        options ??= new DumpOptions();
        var dump = new TaskDump(writer, options);
        dump.WriteCycles([.. FindWaitCycles().Where(cycle => cycle.Tasks.Any(
            task => runtimes.Any(inspector => inspector.IsOwn(task))))]);
        foreach (TaskInspector inspector in runtimes)
        {
            inspector.WriteDump(dump, options);
        }
    }

    /// <summary>
    /// .NET calls the handler on a thread of its own, so that it comes also when the ThreadPool is stuck.
    /// </summary>
    private PosixSignalRegistration ListenToQuit(TextWriter writer)
        => PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context => AnswerQuit(context, writer));

    /// <summary>The process goes on, and a dump is written.</summary>
    internal void AnswerQuit(PosixSignalContext context, TextWriter writer)
    {
        context.Cancel = true;
        try
        {
            // In one piece: several runtimes may write to the same place.
            var text = new StringWriter();
            WriteTaskDump(text);
            writer.Write(text.ToString());
            writer.Flush();
        }
        catch (Exception exception)
        {
            _host.Hooks.Unhandled(exception, null, "the dump on SIGQUIT");
        }
    }

    private void EndInspection()
    {
        InspectedRuntimes.Remove(_inspectorNumber);
        _waitWatch?.Dispose();
        _quitDump?.Dispose();
    }
}
