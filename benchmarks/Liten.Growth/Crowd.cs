namespace Liten.Growth;

/// <summary>Tasks that have begun, and wait until each is let go.</summary>
internal sealed class Crowd
{
    private readonly OneshotSender<int>[] _senders;

    private Crowd(int count)
    {
        _senders = new OneshotSender<int>[count];
        Tasks = new JoinHandle<int>[count];
    }

    public JoinHandle<int>[] Tasks { get; }

    public static async LitenTask<Crowd> Gather(int count)
    {
        var crowd = new Crowd(count);
        int begun = 0;
        for (int i = 0; i < count; i++)
        {
            (crowd._senders[i], OneshotReceiver<int> receiver) = Oneshot.Create<int>();
            crowd.Tasks[i] = LitenTask.Spawn(async () =>
            {
                begun++;
                return await receiver;
            });
        }

        while (begun < count)
        {
            await LitenTask.Yield();
        }

        return crowd;
    }

    /// <summary>Tasks with a body of their own, which all have run to its first wait.</summary>
    public static async LitenTask<JoinHandle[]> Begin(int count, Func<LitenTask> body)
    {
        int begun = 0;
        var tasks = new JoinHandle[count];
        for (int i = 0; i < count; i++)
        {
            tasks[i] = LitenTask.Spawn(() =>
            {
                begun++;
                return body();
            });
        }

        while (begun < count)
        {
            await LitenTask.Yield();
        }

        return tasks;
    }

    public void LetGo(int index) => _senders[index].TrySend(index);

    public async LitenTask LetAllGo()
    {
        for (int i = 0; i < Tasks.Length; i++)
        {
            LetGo(i);
            await Tasks[i].JoinAsync();
        }
    }
}
