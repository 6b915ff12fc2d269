namespace Liten.Compare;

/// <summary>The settings in the order of the tables.</summary>
internal static class SettingCatalog
{
    public static Setting Quiet { get; } = new QuietSetting();

    public static Setting Cold { get; } = new ColdSetting();

    public static IReadOnlyList<Setting> All { get; } = [Quiet, new OneCpuSetting(), new BusySetting(), Cold];

    /// <summary>Those whose programs are warm when they are measured.</summary>
    public static IReadOnlyList<Setting> Warm { get; } = [.. All.Where(setting => setting != Cold)];

    public static string Names => string.Join(", ", All);

    public static Setting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);
}
