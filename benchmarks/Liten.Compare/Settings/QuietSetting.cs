namespace Liten.Compare;

internal sealed class QuietSetting() : Setting("quiet", "warmed up, all processors, nothing else runs");
